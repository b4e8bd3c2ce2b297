package dev.eventstreams.store.file;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Snapshots and settled values: a file of one line for each, replaced whole. Their names may be any text, so a file is named by a
 * hash of it, and says inside whose it is.
 */
final class StoredValues {

  private static final byte[] SOURCE = Text.ascii("{\"source\":");
  private static final byte[] PROJECTION = Text.ascii(",\"projection\":");
  private static final byte[] VERSION = Text.ascii(",\"version\":");
  private static final byte[] TIME = Text.ascii(",\"time\":\"");
  private static final byte[] TIME_END = Text.ascii("\"");
  private static final byte[] NAME = Text.ascii("{\"name\":");

  private final StoreDirectory directory;
  private final ReentrantLock lock = new ReentrantLock(); // of the one process that writes

  StoredValues(StoreDirectory directory) {
    this.directory = directory;
  }

  /** Makes the directories. */
  void prepare() throws IOException {
    StoreDirectory.makeDirectory(directory.snapshots());
    StoreDirectory.makeDirectory(directory.settled());
    directory.sync();
  }

  private Path folderOf(String source) {
    return directory.snapshots().resolve(SmallFile.nameFor(source));
  }

  private static String fileName(String name) {
    return SmallFile.nameFor(name) + ".json";
  }

  private Path fileOf(String source, String projection) {
    return folderOf(source).resolve(fileName(projection));
  }

  @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    Path file = fileOf(source, projection);
    try {
      byte[] line = SmallFile.read(file);
      StoredSnapshot snapshot = line == null ? null : snapshot(line);
      if (snapshot != null
          && !(snapshot.source().equals(source) && snapshot.projection().equals(projection))) {
        throw new BadLineException("a snapshot of something else");
      }
      return snapshot;
    } catch (BadLineException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  void saveSnapshot(StoredSnapshot snapshot) {
    lock.lock();
    try {
      StoredSnapshot stored = loadSnapshot(snapshot.source(), snapshot.projection());
      if (stored != null && stored.version() > snapshot.version()) {
        return;
      }
      Path folder = folderOf(snapshot.source());
      if (!Files.isDirectory(folder)) {
        StoreDirectory.makeDirectory(folder);
        StoreDirectory.sync(directory.snapshots());
      }
      SmallFile.replace(folder, fileName(snapshot.projection()), line(snapshot));
    } catch (IOException e) {
      throw failed("write", fileOf(snapshot.source(), snapshot.projection()), e);
    } finally {
      lock.unlock();
    }
  }

  void deleteSnapshots(String source) {
    Path folder = folderOf(source);
    lock.lock();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.delete(file);
      }
      StoreDirectory.sync(folder);
    } catch (NoSuchFileException e) {
      // There is none.
    } catch (IOException e) {
      throw failed("delete", folder, e);
    } finally {
      lock.unlock();
    }
  }

  private Path settledFile(String name) {
    return directory.settled().resolve(fileName(name));
  }

  byte[] putIfAbsent(String name, byte[] value) {
    lock.lock();
    try {
      byte[] stands = value(name);
      if (stands != null) {
        return stands;
      }
      LineBuffer line = new LineBuffer();
      line.put(NAME);
      line.putText(name);
      SmallFile.replace(
          directory.settled(), fileName(name), EventLine.end(line, Bytes.of(value), 0));
      return value.clone();
    } catch (IOException e) {
      throw failed("write", settledFile(name), e);
    } finally {
      lock.unlock();
    }
  }

  /** Returns the value that stands, or null. */
  byte @Nullable [] value(String name) {
    Path file = settledFile(name);
    try {
      byte[] content = SmallFile.read(file);
      if (content == null) {
        return null;
      }
      LineParser line = new LineParser();
      line.begin(content, 0, content.length);
      line.expect(NAME);
      if (!line.text(null).equals(name)) {
        throw new BadLineException("a value of another name");
      }
      return EventParser.data(line).toArray();
    } catch (BadLineException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(file, e);
    } catch (IOException e) {
      throw failed("read", file, e);
    }
  }

  private static byte[] line(StoredSnapshot snapshot) {
    LineBuffer line = new LineBuffer();
    line.put(SOURCE);
    line.putText(snapshot.source());
    line.put(PROJECTION);
    line.putText(snapshot.projection());
    line.put(VERSION);
    line.put(snapshot.version());
    line.put(TIME);
    line.put(Text.ascii(Times.text(snapshot.timestamp())));
    line.put(TIME_END);
    return EventLine.end(line, snapshot.state(), snapshot.format());
  }

  private static StoredSnapshot snapshot(byte[] content) throws BadLineException {
    LineParser line = new LineParser();
    line.begin(content, 0, content.length);
    line.expect(SOURCE);
    String source = line.text(null);
    line.expect(PROJECTION);
    String projection = line.text(null);
    line.expect(VERSION);
    long version = line.number();
    line.expect(TIME);
    int from = line.toQuote();
    long timestamp = Times.micros(content, from, line.at());
    line.expect(TIME_END);
    Bytes state = EventParser.data(line);
    int format = line.accept(EventLine.FORMAT) ? (int) line.number() : 0;
    return new StoredSnapshot(source, projection, version, timestamp, state, format);
  }

  private static StorageException damaged(Path file, Exception cause) {
    return new StorageException(
        "the store is damaged: " + file + " is " + cause.getMessage()
            + "; a snapshot can be removed and made again",
        cause);
  }

  private static StorageException failed(String what, Path file, IOException cause) {
    return new StorageException("cannot " + what + " " + file + ": " + cause.getMessage(), cause);
  }
}
