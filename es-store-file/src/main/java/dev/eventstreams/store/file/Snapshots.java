package dev.eventstreams.store.file;

import dev.eventstreams.Bytes;
import dev.eventstreams.core.adapter.Directories;
import dev.eventstreams.core.adapter.FileIdentity;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The snapshots of a store: one file with one line for each snapshot, replaced as a whole, in one
 * directory for each source.
 */
final class Snapshots {

  private static final byte[] SOURCE = Text.ascii("{\"source\":");
  private static final byte[] PROJECTION = Text.ascii(",\"projection\":");
  private static final byte[] VERSION = Text.ascii(",\"version\":");
  private static final byte[] TIME = Text.ascii(",\"time\":\"");
  private static final byte[] TIME_END = Text.ascii("\"");

  private final StoreDirectory directory;
  private final Runnable requireOwner;
  private final ReentrantLock lock = new ReentrantLock(); // for the threads of the writing process

  // Guarded by the lock: whether the names of all folders are on the disk. A folder that an earlier
  // opening made may not be on the disk.
  private boolean foldersAreSafe;

  /**
   * Makes the part of a store that has its snapshots.
   *
   * @param requireOwner fails unless this opening may write
   */
  Snapshots(StoreDirectory directory, Runnable requireOwner) {
    this.directory = directory;
    this.requireOwner = requireOwner;
  }

  private Path folderOf(String source) {
    return directory.snapshots().resolve(SmallFile.nameFor(source));
  }

  private static String fileName(String projection) {
    return SmallFile.nameFor(projection) + ".json";
  }

  private Path fileOf(String source, String projection) {
    return folderOf(source).resolve(fileName(projection));
  }

  @Nullable StoredSnapshot load(String source, String projection) {
    Path file = fileOf(source, projection);
    try {
      byte[] line = SmallFile.read(file);
      StoredSnapshot snapshot = line == null ? null : snapshot(line);
      if (snapshot != null
          && !(snapshot.source().equals(source) && snapshot.projection().equals(projection))) {
        throw new BadLineException("a snapshot of another source or projection");
      }
      return snapshot;
    } catch (BadLineException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw SmallFile.damaged(file, e);
    } catch (IOException e) {
      throw SmallFile.failed("read", file, e);
    }
  }

  void save(StoredSnapshot snapshot) {
    lock.lock();
    try {
      requireOwner.run();
      StoredSnapshot stored = load(snapshot.source(), snapshot.projection());
      if (stored != null && stored.version() > snapshot.version()) {
        return;
      }
      Path folder = folderOf(snapshot.source());
      if (Folders.makeDirectory(folder) || !foldersAreSafe) {
        foldersAreSafe = false;
        Directories.sync(directory.snapshots());
        foldersAreSafe = true;
      }
      SmallFile.replace(folder, fileName(snapshot.projection()), line(snapshot));
    } catch (IOException e) {
      throw SmallFile.failed("write", fileOf(snapshot.source(), snapshot.projection()), e);
    } finally {
      lock.unlock();
    }
  }

  void delete(String source) {
    Path folder = folderOf(source);
    lock.lock();
    try {
      requireOwner.run();
      for (Path file : Folders.list(folder)) {
        Files.deleteIfExists(file);
      }
      if (!FileIdentity.isMissing(folder)) {
        Directories.sync(folder);
      }
    } catch (IOException e) {
      throw SmallFile.failed("delete", folder, e);
    } finally {
      lock.unlock();
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
    int format = EventParser.format(line);
    return new StoredSnapshot(source, projection, version, timestamp, state, format);
  }
}
