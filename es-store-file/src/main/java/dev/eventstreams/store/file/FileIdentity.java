package dev.eventstreams.store.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which file was at a path: its device and inode. No other file gets the same while this one is open.
 *
 * @param file the path
 * @param key what identifies the file; null where the system has nothing of the kind
 */
record FileIdentity(Path file, @Nullable Object key) {

  /**
   * Returns which file is at the path now.
   *
   * @throws NoSuchFileException only if there is none
   */
  static FileIdentity of(Path file) throws IOException {
    return new FileIdentity(
        file, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  /** Returns whether there is no file at the path. An answer that cannot be had is an error, never a no. */
  static boolean isMissing(Path file) throws IOException {
    try {
      FileIdentity unused = of(file);
      return false;
    } catch (NoSuchFileException e) {
      requireDirectoryOrNothing(file.toAbsolutePath().getParent());
      return true;
    }
  }

  // Newer JDKs report no such file also below something that is no directory.
  private static void requireDirectoryOrNothing(@Nullable Path folder) throws IOException {
    try {
      if (folder != null
          && !Files.readAttributes(folder, BasicFileAttributes.class).isDirectory()) {
        throw new NotDirectoryException(folder.toString());
      }
    } catch (NoSuchFileException e) {
      requireDirectoryOrNothing(folder == null ? null : folder.getParent());
    }
  }

  /** Returns whether this file is still at the path. */
  boolean isThere() throws IOException {
    try {
      return Objects.equals(key, of(file).key);
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
