package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.FileIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files in which a store was opened: the database, its log and the log's index. SQLite
 * continues to use files that were deleted, moved or replaced, and everything that it writes there
 * is lost. So the files are compared at the beginning of each transaction. Once one of them is a
 * different file, the store fails permanently.
 *
 * <p>The store keeps the files open, so no new file can be mistaken for one of them. SQLite removes
 * the log when the last connection of all processes is closed, never before. The database never
 * becomes smaller, because nothing is vacuumed. It never has more pages than are committed, because
 * SQLite commits to the log first. So the file's size reveals most copies that were written into
 * the open file.
 */
final class StoreFiles {

  private final Path path;
  private final List<FileIdentity> files;
  private volatile @Nullable String change;
  private volatile long size; // the largest seen
  private volatile long explained; // the largest that SQLite is known to have made

  private StoreFiles(Path path, List<FileIdentity> files, long size) {
    this.path = path;
    this.files = files;
    this.size = size;
    this.explained = size;
  }

  /** Records which files are at the path. */
  static StoreFiles of(Path path) throws IOException {
    return new StoreFiles(
        path,
        List.of(
            FileIdentity.of(beside(path, "-wal")),
            FileIdentity.of(beside(path, "-shm")),
            FileIdentity.of(path)),
        Files.size(path));
  }

  /** Returns the path of a file that SQLite keeps beside the database, by its suffix. */
  static Path beside(Path path, String suffix) {
    Path target = target(path);
    return target.resolveSibling(target.getFileName() + suffix);
  }

  // SQLite follows links before it names the files beside the database.
  private static Path target(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      return path;
    }
  }

  /**
   * Checks that the files are those in which the store was opened.
   *
   * @throws StorageException if they are not, now or at an earlier call
   */
  void verify() {
    if (change == null) {
      for (FileIdentity file : files) {
        verify(file);
      }
    }
    String found = change;
    if (found != null) {
      throw StorageException.lost(
          "the store " + SqliteFailure.shown(path) + " was " + found
              + " while it was open; close it, make sure that the right files are there, and open it again",
          null);
    }
  }

  /**
   * Returns whether the database has grown, so that {@link #explain} must check whether SQLite has
   * grown it.
   */
  boolean hasGrown() {
    return size > explained;
  }

  /**
   * Checks that the database is not larger than its committed pages. Must be called in a write
   * transaction: all pages in the file by then were committed before, and no other commit happens
   * meanwhile.
   *
   * @throws StorageException if it is larger, now and at every later {@link #verify}
   */
  void explain(long committed) {
    long seen = size;
    if (seen > committed) {
      change = "overwritten (" + SqliteFailure.shown(path.getFileName()) + " has " + seen
          + " bytes, and only " + committed + " are committed)";
      verify();
    }
    explained = seen;
  }

  private void verify(FileIdentity known) {
    long before = size; // read first: another thread may see a larger file meanwhile and store that
    Path file = known.file();
    try {
      BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
      if (!known.has(now)) {
        change = "replaced (" + SqliteFailure.shown(file.getFileName()) + " is another file)";
      } else if (file.equals(path)) {
        compareSize(before, now.size());
      }
    } catch (NoSuchFileException e) {
      change = "deleted or moved (" + SqliteFailure.shown(file.getFileName()) + " is not there)";
    } catch (IOException e) {
      throw new StorageException(
          "cannot look at " + SqliteFailure.shown(file) + ": " + FileFailure.reason(e, file), e);
    }
  }

  private void compareSize(long before, long now) {
    if (now < before) {
      change = "cut off (it had " + before + " bytes and has " + now + ")";
    } else if (now > before) {
      size = now;
    }
  }
}
