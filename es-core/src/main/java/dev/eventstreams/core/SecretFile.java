package dev.eventstreams.core;

import dev.eventstreams.core.adapter.Directories;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The draft of a file that holds secrets. It is made for its owner alone (mode 0600) under a random
 * name beside its target, is written through the channel that made it, and is moved to the target
 * whole or removed. It follows no link, and replaces nothing but a regular file of the same owner
 * and group.
 *
 * <p>On a file system without POSIX permissions the file gets the rights of its directory, and
 * owners are not compared. On a file system that has permissions but does not keep them, the draft
 * is refused.
 */
final class SecretFile implements Closeable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<PosixFilePermission> OWNER_ALONE =
      PosixFilePermissions.fromString("rwx------");

  private final Path target;
  private final Path draft;
  private final FileChannel channel;
  private boolean moved;

  private SecretFile(Path target, Path draft, FileChannel channel) {
    this.target = target;
    this.draft = draft;
    this.channel = channel;
  }

  /**
   * Makes a draft for a target, which may exist or not.
   *
   * @throws IOException if the target is not a regular file, or belongs to another user or group
   *     than new files of this process
   */
  static SecretFile draftOf(Path target) throws IOException {
    BasicFileAttributes old = attributes(target);
    if (old != null && !old.isRegularFile()) {
      throw refusal(target, old.isSymbolicLink() ? "it is a symbolic link" : "it is not a file");
    }
    String name = "." + target.getFileName() + "." + new BigInteger(64, RANDOM).toString(36);
    Path draft = target.resolveSibling(name);
    SecretFile made = new SecretFile(target, draft, create(draft));
    try {
      requireSameOwner(target, old, attributes(draft));
      requireOwnerAlone(draft);
      return made;
    } catch (IOException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private static FileChannel create(Path draft) throws IOException {
    return FileChannel.open(
        draft,
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        forOwnerAlone(draft));
  }

  /**
   * Returns the attributes that give only its owner access to a new file; none without POSIX
   * permissions.
   */
  static FileAttribute<?>[] forOwnerAlone(Path path) {
    return hasPermissions(path)
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static boolean hasPermissions(Path path) {
    return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
  }

  /**
   * Returns the attributes of the file itself, never those of a link's target; null if there is no
   * file.
   */
  static @Nullable BasicFileAttributes attributes(Path path) throws IOException {
    Class<? extends BasicFileAttributes> type =
        hasPermissions(path) ? PosixFileAttributes.class : BasicFileAttributes.class;
    try {
      return Files.readAttributes(path, type, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static void requireSameOwner(
      Path target, @Nullable BasicFileAttributes old, @Nullable BasicFileAttributes made)
      throws IOException {
    if (old instanceof PosixFileAttributes before
        && made instanceof PosixFileAttributes now
        && !(before.owner().equals(now.owner()) && before.group().equals(now.group()))) {
      throw refusal(
          target,
          "it belongs to " + before.owner().getName() + ":" + before.group().getName()
              + ", and would belong to " + now.owner().getName() + ":"
              + now.group().getName()
              + "; do this as its owner, or change its owner first");
    }
  }

  /**
   * Checks that only its owner can read and write a file.
   *
   * @throws IOException if its group or others have any right to it
   */
  static void requireOwnerAlone(Path path) throws IOException {
    if (attributes(path) instanceof PosixFileAttributes now
        && !OWNER_ALONE.containsAll(now.permissions())) {
      throw refusal(
          path,
          "its mode is " + PosixFilePermissions.toString(now.permissions())
              + ", so other users have access to its secrets; allow its owner alone (chmod 600)");
    }
  }

  private static FileSystemException refusal(Path path, String why) {
    return new FileSystemException(path.toString(), null, why);
  }

  /** Returns the stream for the content. It is not buffered, and callers must not close it. */
  OutputStream out() {
    return Channels.newOutputStream(channel);
  }

  /**
   * Forces the content to disk and renames the draft to the target. {@link #syncFolder} makes the
   * rename durable.
   */
  void moveToTarget() throws IOException {
    channel.force(true);
    channel.close();
    Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    moved = true;
  }

  /**
   * Forces the directory of a file to disk, and so the name of each file in it. Does nothing
   * without POSIX permissions, nor on Windows, which has no such call.
   */
  static void syncFolder(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !hasPermissions(folder)) {
      return;
    }
    Directories.sync(folder);
  }

  /** Removes the draft, unless it was moved. */
  @Override
  public void close() throws IOException {
    try (channel) {
      if (!moved) {
        Files.deleteIfExists(draft);
      }
    }
  }
}
