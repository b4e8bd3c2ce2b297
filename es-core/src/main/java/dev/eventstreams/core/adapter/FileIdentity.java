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
 * Which file was at a path: no other file is taken for it as long as this one is open. For backends that keep on using files which
 * may be deleted, moved or replaced meanwhile: what is written there is lost, so they compare before they write.
 *
 * <p>A file is known by its file key (device and inode). Where the system has nothing of the kind, every file is taken for the same,
 * and only a missing one is noticed. What is written into the file itself does not make it another one.
 *
 * @param file the path
 * @param key what identifies the file; null where the system has nothing of the kind
 */
public record FileIdentity(Path file, @Nullable Object key) {

  /**
   * Returns which file is at the path now.
   *
   * @throws NoSuchFileException only if there is none
   * @throws IOException if it cannot be looked at
   */
  public static FileIdentity of(Path file) throws IOException {
    return new FileIdentity(
        file, Files.readAttributes(file, BasicFileAttributes.class).fileKey());
  }

  /**
   * Returns whether there certainly is no file at the path.
   *
   * @throws IOException if that cannot be known: an answer that cannot be had is never a no
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

  /**
   * Returns whether this file is still at the path.
   *
   * @throws IOException if it cannot be looked at
   */
  public boolean isThere() throws IOException {
    try {
      return has(Files.readAttributes(file, BasicFileAttributes.class));
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Returns whether these are attributes of this file: for a backend that looks at others of them too, at one cost. */
  public boolean has(BasicFileAttributes attributes) {
    return Objects.equals(key, attributes.fileKey());
  }
}
