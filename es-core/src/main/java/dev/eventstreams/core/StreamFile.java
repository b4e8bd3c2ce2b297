package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.spi.Names;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;

/**
 * Takes a stream out of a store into one file, and puts it into another store, whatever the backends.
 *
 * <p>The file is JSON Lines in UTF-8: a line for each event, in order, with the fields {@code version}, {@code time}, {@code type},
 * {@code id}, {@code data} (or {@code base64}, where the data is not text) and {@code metadata}, which mean what they mean in
 * docs/file-format.md, and {@code crc}, the CRC32C of the line before it. A line without {@code crc} is taken unchecked, so that such
 * files can be made and changed with other tools.
 *
 * <p>The file is <strong>plain</strong>: what an encrypted store holds is decrypted on the way out, and encrypted with the
 * other store's keys on the way in.
 */
public final class StreamFile {

  private static final int BATCH = 1_000;
  private static final long BATCH_BYTES = 8 << 20;
  private static final int BUFFER = 1 << 16;

  private StreamFile() {}

  /**
   * Writes every event of the stream, up to where it ends when this begins, and returns how many there are. The file is for its
   * owner alone (mode 0600) from the beginning. It replaces one that is there whole or not at all, and is on the disk when this
   * returns; if this fails, nothing of it is left. An interrupt ends it.
   *
   * @throws IllegalArgumentException if the stream has no events; a file that is there stays as it is
   * @throws StorageException if the file cannot be written, or there is something that is not a regular file of the owner and group
   *     that this process makes files for: a link, a directory, a device
   */
  public static long write(EventStream stream, Path file) {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(file, "file");
    Path target = file.toAbsolutePath();
    try (SecretFile draft = SecretFile.draftOf(target)) {
      long count = copy(stream, draft.out());
      if (count == 0) {
        throw new IllegalArgumentException("the stream " + Names.quote(stream.id())
            + " has no events, and " + Names.printable(file) + " is left as it is");
      }
      draft.moveToTarget();
      SecretFile.syncFolder(target);
      return count;
    } catch (IOException e) {
      throw new StorageException(
          "cannot write " + Names.printable(file) + ": " + FileFailure.reason(e), e);
    }
  }

  /**
   * Writes every event of the stream to an output that the caller closes, and returns how many there are.
   *
   * @throws StorageException if it cannot be written; a part of it may have been
   */
  public static long write(EventStream stream, OutputStream out) {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(out, "out");
    try {
      return copy(stream, out);
    } catch (IOException e) {
      throw new StorageException("cannot write the events: " + FileFailure.reason(e), e);
    }
  }

  private static long copy(EventStream stream, OutputStream out) throws IOException {
    long count = 0;
    BufferedWriter lines =
        new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), BUFFER);
    for (StoredEvent event : stream.read()) {
      lines.write(StreamLine.write(event));
      count++;
    }
    lines.flush();
    return count;
  }

  /**
   * Appends the events of the file to the stream, and returns how many were not there yet. Ids, types, metadata, data and
   * their order are those of the file; the ids become idempotency keys. Versions are counted and timestamps are taken anew, as in every append: the
   * original time stays in the file alone.
   *
   * <p>The stream has to be empty, or to begin with just the first events of the file: so a repeated import changes nothing, and
   * one that was cut off goes on. Each append expects the version that the one before left, so that nothing gets between.
   *
   * @throws IllegalArgumentException if a line is not an event, or the stream has another event where one of the file would be; the
   *     message says which line
   * @throws StorageException if the file cannot be read
   * @throws dev.eventstreams.VersionConflictException if somebody else appends to the stream meanwhile
   */
  public static long read(Path file, EventStream stream) {
    Objects.requireNonNull(file, "file");
    Objects.requireNonNull(stream, "stream");
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, file.toString(), stream);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + Names.printable(file) + ": " + FileFailure.reason(e), e);
    }
  }

  /**
   * Appends the events of an input, which the caller closes, as {@link #read(Path, EventStream)} does those of a file.
   *
   * @param name what messages call the input
   */
  public static long read(InputStream in, String name, EventStream stream) {
    Objects.requireNonNull(in, "in");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(stream, "stream");
    CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
    try {
      return new Import(name, new BufferedReader(new InputStreamReader(in, strict)), stream).run();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(Names.printable(name) + " is not UTF-8", e);
    } catch (IOException e) {
      throw new StorageException(
          "cannot read " + Names.printable(name) + ": " + FileFailure.reason(e), e);
    }
  }

  /** One import. */
  private static final class Import {

    private final String file;
    private final BufferedReader lines;
    private final EventStream stream;
    private final Iterator<StoredEvent> there;
    private final List<CandidateEvent> batch = new ArrayList<>();
    private long bytes;
    private long version;
    private long line;

    Import(String file, BufferedReader lines, EventStream stream) {
      this.file = file;
      this.lines = lines;
      this.stream = stream;
      this.there = stream.read().iterator();
    }

    long run() throws IOException {
      long added = 0;
      for (String text = lines.readLine(); text != null; text = lines.readLine()) {
        line++;
        CandidateEvent event = event(text);
        if (there.hasNext()) {
          requireSame(there.next(), event);
          version++;
        } else {
          add(event);
          added++;
        }
      }
      if (there.hasNext()) {
        throw refused("the stream goes on with version " + (version + 1) + " where the file ends");
      }
      append();
      return added;
    }

    private CandidateEvent event(String text) {
      try {
        return StreamLine.read(text);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            Names.printable(file) + ", line " + line + ": " + e.getMessage(), e);
      }
    }

    private void requireSame(StoredEvent stored, CandidateEvent event) {
      boolean same = stored.id().equals(event.idempotencyKey())
          && stored.type().equals(event.type())
          && stored.data().equals(event.data())
          && stored.metadata().equals(event.metadata());
      if (!same) {
        throw refused("the stream has another event at version " + stored.version());
      }
    }

    private IllegalArgumentException refused(String why) {
      return new IllegalArgumentException(Names.printable(file) + ", line " + line + ": " + why
          + " (stream " + Names.quote(stream.id())
          + "); it has to be empty, or to begin with the events of the file");
    }

    private void add(CandidateEvent event) {
      Bytes data = event.data();
      if (batch.size() == BATCH || (!batch.isEmpty() && bytes + data.length() > BATCH_BYTES)) {
        append();
      }
      batch.add(event);
      bytes += data.length();
    }

    private void append() {
      if (!batch.isEmpty()) {
        version = stream.append(ExpectedVersion.exactly(version), batch).version();
        batch.clear();
        bytes = 0;
      }
    }
  }
}
