package dev.eventstreams.core.adapter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The identity of the file at a path. While this file is open, no other file has the same identity.
 * For backends that keep files open which may be deleted, moved or replaced: data written to such a
 * file is lost, so these backends compare identities before they write.
 *
 * <p>A file is identified by its file key (device and inode). On a system without file keys all
 * files count as the same file, and only a missing file is detected. Writing to a file does not
 * change its identity.
 *
 * @param file the path
 * @param key the file key; null on a system without file keys
 */
public record FileIdentity(Path file, @Nullable Object key) {

  /**
   * Returns the identity of the file that is at the path now.
   *
   * @throws NoSuchFileException only if there is no file
   * @throws IOException if its attributes cannot be read
   */
  public static FileIdentity of(Path file) throws IOException {
    return new FileIdentity(
        file, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  /**
   * Returns whether there is certainly no file at the path.
   *
   * @throws IOException if this cannot be determined; an undetermined file never counts as missing
   *     or as present
   */
  public static boolean isMissing(Path file) throws IOException {
    try {
      FileIdentity unused = of(file);
      return false;
    } catch (NoSuchFileException e) {
      requireDirectoryOrNothing(file.toAbsolutePath().getParent());
      return true;
    }
  }

  // Newer JDKs also throw NoSuchFileException for a path below a file that is no directory.
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

  /**
   * Returns whether this file is still at the path.
   *
   * @throws IOException if its attributes cannot be read
   */
  public boolean isThere() throws IOException {
    try {
      return has(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /**
   * Returns whether these are the attributes of this file, for a backend that also needs other
   * attributes and reads all of them in one call.
   */
  public boolean has(BasicFileAttributes attributes) {
    return Objects.equals(key, attributes.fileKey());
  }
}
