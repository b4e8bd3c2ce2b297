package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.FileFailure;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** What a path must be for a store to be opened there. Refuses in clearer words than SQLite has. */
final class OpeningCheck {

  private OpeningCheck() {}

  /**
   * Makes an empty file at the path if nothing is there.
   *
   * @throws StorageException if no store can be there, or if the log of one is there without its file
   */
  static void prepare(Path path) {
    Path directory = path.getParent();
    if (directory == null || Files.isDirectory(path)) {
      throw refusal(path, "it is a directory, not a file");
    }
    if (!isDirectory(path, directory)) {
      throw refusal(path, "the directory " + SqliteFailure.shown(directory) + " is not there");
    }
    refuseLogWithoutFile(path);
    create(path);
    if (!Files.isWritable(path)) {
      throw refusal(path, "the file is not writable");
    }
    if (!Files.isWritable(directory)) {
      throw refusal(
          path, "its directory is not writable, and SQLite keeps its log beside the file");
    }
  }

  private static boolean isDirectory(Path path, Path directory) {
    try {
      return Files.readAttributes(directory, BasicFileAttributes.class).isDirectory();
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      throw refusal(path, e);
    }
  }

  // SQLite removes such a log unread, with the commits that are in it. No opening makes one: a log
  // is begun in a file that has a page. So the log is looked at first, and the file after it.
  private static void refuseLogWithoutFile(Path path) {
    Path log = StoreFiles.beside(path, "-wal");
    try {
      long kept = size(log);
      if (kept > 0 && size(path) == 0) {
        throw refusal(
            path,
            "the file is missing or empty, and its log " + SqliteFailure.shown(log.getFileName())
                + " is there with " + kept
                + " bytes, which may hold events; put the file back, or move the log away to begin a new store");
      }
    } catch (IOException e) {
      throw refusal(path, e);
    }
  }

  private static long size(Path path) throws IOException {
    try {
      return Files.size(path);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }

  // It is made here and not by SQLite, which would also make one where a store was deleted.
  private static void create(Path path) {
    try {
      Files.createFile(path, permissions(path));
    } catch (FileAlreadyExistsException e) {
      // it is opened as it is
    } catch (IOException e) {
      throw refusal(path, e);
    }
  }

  private static FileAttribute<?>[] permissions(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--"))
        }
        : new FileAttribute<?>[0];
  }

  /** Returns the refusal, which names the path once. */
  static StorageException refusal(Path path, IOException cause) {
    return new StorageException(
        "cannot open " + SqliteFailure.shown(path) + ": " + FileFailure.reason(cause, path), cause);
  }

  private static StorageException refusal(Path path, String reason) {
    return new StorageException("cannot open " + SqliteFailure.shown(path) + ": " + reason, null);
  }
}
