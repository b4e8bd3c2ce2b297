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
 * Exports a stream from a store to one file, and imports it into another store; works with all
 * backends.
 *
 * <p>The file is JSON Lines in UTF-8: a line for each event, in order. The fields {@code version},
 * {@code time}, {@code type}, {@code id}, {@code data} (or {@code base64}, if the data is not text)
 * and {@code metadata} mean the same as in docs/file-format.md. The field {@code crc} is the CRC32C
 * of the line before it. A line without {@code crc} is accepted unchecked, so that other tools can
 * make and change such files.
 *
 * <p>The file is <strong>plain</strong>: an export decrypts the data of an encrypted store, and an
 * import encrypts it with the keys of the other store.
 */
public final class StreamFile {

  private static final int BATCH = 1_000;
  private static final long BATCH_BYTES = 8 << 20;
  private static final int BUFFER = 1 << 16;

  private StreamFile() {}

  /**
   * Writes every event of the stream, up to its end when this begins, and returns how many there
   * are. Only the owner can use the file (mode 0600), from the beginning. The file replaces an
   * existing file whole or not at all, and is on the disk when this returns. If this fails before
   * the file is in place, nothing of it is left. An interrupt ends it.
   *
   * @throws IllegalArgumentException if the stream has no events; an existing file stays unchanged
   * @throws StorageException if the file cannot be written, or the path is not a regular file with
   *     the owner and group of files that this process makes: for example a link, a directory, a
   *     device
   */
  public static long write(EventStream stream, Path file) {
    Objects.requireNonNull(stream, "stream");
    Objects.requireNonNull(file, "file");
    Path target = file.toAbsolutePath();
    try (SecretFile draft = SecretFile.draftOf(target)) {
      long count = copy(stream, draft.out());
      if (count == 0) {
        throw new IllegalArgumentException("the stream " + Names.quote(stream.id())
            + " has no events, and " + Names.printable(file) + " is unchanged");
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
   * Writes every event of the stream to an output that the caller closes, and returns how many
   * there are.
   *
   * @throws StorageException if the events cannot be written; a part of them may have been written
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
   * Appends the events of the file to the stream, and returns how many were new. Ids, types,
   * metadata, data and their order are those of the file; the ids become idempotency keys. Versions
   * and timestamps are new, as in every append: the original time stays only in the file.
   *
   * <p>The stream must be empty, or contain exactly the first events of the file. So a repeated
   * import changes nothing, and an import that was cut off continues. Each append expects the
   * version that the previous append left, so that no other event gets between.
   *
   * @throws IllegalArgumentException if a line is not an event, or the stream has another event in
   *     the place of an event of the file; the message names the line
   * @throws StorageException if the file cannot be read
   * @throws dev.eventstreams.VersionConflictException if another writer appends to the stream
   *     meanwhile
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
   * Appends the events of an input, which the caller closes, in the same way as
   * {@link #read(Path, EventStream)}.
   *
   * @param name the name of the input in messages
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
        throw refused("the stream continues at version " + (version + 1) + " where the file ends");
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
          && stored.tags().equals(event.tags())
          && stored.metadata().equals(event.metadata());
      if (!same) {
        throw refused("the stream has another event at version " + stored.version());
      }
    }

    private IllegalArgumentException refused(String why) {
      return new IllegalArgumentException(Names.printable(file) + ", line " + line + ": " + why
          + " (stream " + Names.quote(stream.id())
          + "); it must be empty, or contain exactly the first events of the file");
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
