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

/** Checks whether a store can be opened at a path. Its messages are clearer than SQLite's. */
final class OpeningCheck {

  private OpeningCheck() {}

  /**
   * Creates an empty file at the path if there is none.
   *
   * @throws StorageException if no store can be at the path, or if a log exists there without its
   *     file
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

  // SQLite deletes such a log unread, with the commits in it. A store that is being created has no
  // such log, because SQLite begins a log only in a file that has a page. For this reason the size
  // of the log is read first and the size of the file second.
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

  // The file is created here and not by SQLite, because SQLite would also create it where a store
  // was deleted.
  private static void create(Path path) {
    try {
      Files.createFile(path, permissions(path));
    } catch (FileAlreadyExistsException e) {
      // the existing file is opened
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

  /** Returns the exception. Its message names the path once. */
  static StorageException refusal(Path path, IOException cause) {
    return new StorageException(
        "cannot open " + SqliteFailure.shown(path) + ": " + FileFailure.reason(cause, path), cause);
  }

  private static StorageException refusal(Path path, String reason) {
    return new StorageException("cannot open " + SqliteFailure.shown(path) + ": " + reason, null);
  }
}
