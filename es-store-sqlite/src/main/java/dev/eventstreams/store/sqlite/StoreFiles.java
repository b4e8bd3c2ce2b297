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
 * Which files a store was opened in: the database, its log and the log's index. SQLite keeps on using files that were deleted, moved
 * or replaced, and what it writes there is lost. So they are compared before each transaction, and once one is another file the store
 * fails for good.
 *
 * <p>The store keeps the files open, so none of them is taken for another one. SQLite removes the log when the last connection of all
 * processes is closed, never before. The database never becomes smaller, since nothing is vacuumed, and never has more pages than are
 * committed, since SQLite commits to the log first. So most copies that are written into the open file are found by its size.
 */
final class StoreFiles {

  private final Path path;
  private final List<FileIdentity> files;
  private volatile @Nullable String change;
  private volatile long size; // the largest seen
  private volatile long explained; // the largest that is known to be SQLite's

  private StoreFiles(Path path, List<FileIdentity> files, long size) {
    this.path = path;
    this.files = files;
    this.size = size;
    this.explained = size;
  }

  /** Looks at the files at the path. */
  static StoreFiles of(Path path) throws IOException {
    return new StoreFiles(
        path,
        List.of(
            FileIdentity.of(beside(path, "-wal")),
            FileIdentity.of(beside(path, "-shm")),
            FileIdentity.of(path)),
        Files.size(path));
  }

  /** Returns where SQLite keeps a file beside the database, by its suffix. */
  static Path beside(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /**
   * Returns if the files are those that the store was opened in.
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

  /** Returns whether the database has become larger, and {@link #explain} is to look whether SQLite made it so. */
  boolean hasGrown() {
    return size > explained;
  }

  /**
   * Returns if the database is not larger than what is committed. To be called in a transaction that writes: whatever was copied into
   * the file until then was committed before, and nothing else is committed meanwhile.
   *
   * @throws StorageException if it is larger, for good
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
    long before = size; // read first: another thread may see a larger file meanwhile, and note it
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
