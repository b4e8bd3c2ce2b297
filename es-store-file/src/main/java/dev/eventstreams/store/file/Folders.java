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

/** What is done to directories. */
final class Folders {

  private Folders() {}

  /** Makes the directory unless it is there; returns whether it was made. */
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

  /** Returns what is in a directory; none if it certainly is not there. */
  static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** Gives a file another name, which nothing has yet. */
  static void putInPlace(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file); // a rename would replace what is there
      Files.delete(file);
    } catch (UnsupportedOperationException | FileSystemException e) {
      if (!FileIdentity.isMissing(target)) {
        throw new FileAlreadyExistsException(target.toString());
      }
      Files.move(file, target, StandardCopyOption.ATOMIC_MOVE); // a file system without links
    }
  }
}
