package dev.eventstreams.store.file;

import dev.eventstreams.core.adapter.FileIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/** Operations on directories. */
final class Folders {

  private Folders() {}

  /** Makes the directory if it does not exist; returns whether it was made. */
  static boolean makeDirectory(Path path) throws IOException {
    try {
      Files.createDirectory(path);
      return true;
    } catch (FileAlreadyExistsException e) {
      requireDirectory(path);
      return false;
    }
  }

  static void requireDirectory(Path path) throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
      throw new NotDirectoryException(path.toString());
    }
  }

  /** Returns the files in a directory; an empty list if the directory certainly does not exist. */
  static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Renames a file.
   *
   * @throws FileAlreadyExistsException if another file has the new name
   */
  static void putInPlace(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file); // a rename would replace an existing file
      Files.delete(file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (!FileIdentity.isMissing(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE); // the file system has no links
    }
  }
}
