package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.JvmClaim;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write into a directory, which only one opening among all processes has at a time. It
 * is a lock on the file {@code lock}. The system drops the lock when the process ends in any way.
 * The file contains the holder's process id and a token of the opening.
 *
 * <p>POSIX drops a process's lock as soon as the process closes <em>any</em> descriptor of the
 * file. So a second opening is refused before the file is touched: in this process by the
 * directory's real path, in another class loader by a {@link JvmClaim}. If other code of the
 * process touches the file, {@link Ownership} detects the next writer.
 */
final class StoreLock implements AutoCloseable {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final JvmClaim claim;
  private final FileChannel channel;
  private final String content;

  private StoreLock(Path directory, JvmClaim claim, FileChannel channel, String content) {
    this.directory = directory;
    this.claim = claim;
    this.channel = channel;
    this.content = content;
  }

  static StoreLock take(StoreDirectory directory) {
    Path path = directory.path();
    if (!HELD.add(path)) {
      throw heldHere(path, null);
    }
    JvmClaim claim = null;
    StoreLock taken = null;
    boolean interrupted = Thread.interrupted(); // an interrupt would close the channel
    try {
      claim = JvmClaim.of(path);
      String content =
          ProcessHandle.current().pid() + "\n" + Long.toHexString(RANDOM.nextLong()) + "\n";
      taken = new StoreLock(path, claim, lock(directory, content), content);
      return taken;
    } catch (IOException e) {
      throw new StorageException(
          "cannot lock " + Names.printable(directory.lock()) + ": "
              + FileFailure.reason(e, directory.lock()),
          e);
    } finally {
      if (taken == null) {
        release(path, claim);
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static void release(Path path, @Nullable JvmClaim claim) {
    if (claim != null) {
      claim.close();
    }
    HELD.remove(path);
  }

  private static FileChannel lock(StoreDirectory directory, String content) throws IOException {
    FileChannel channel = FileChannel.open(
        directory.lock(),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE,
        LinkOption.NOFOLLOW_LINKS); // truncated below: must not follow a link to another file
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
      if (lock == null) {
        throw new StoreLockedException(
            "the store " + Names.printable(directory.path())
                + " is open for writing in another process" + holder(channel)
                + "; mode=read opens it for reading",
            null);
      }
      ByteBuffer text = ByteBuffer.wrap(Text.ascii(content));
      channel.truncate(0);
      while (text.hasRemaining()) {
        int unused = channel.write(text, text.position());
      }
      locked = true;
      return channel;
    } catch (OverlappingFileLockException e) {
      throw heldHere(directory.path(), e);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static StoreLockedException heldHere(Path path, @Nullable Throwable cause) {
    return new StoreLockedException(
        "the store " + Names.printable(path)
            + " is open for writing in this process already (process "
            + ProcessHandle.current().pid() + "); mode=read opens it for reading",
        cause);
  }

  /** Returns whether another opening has taken the lock since then. */
  boolean isTaken() throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      return !read(channel).equals(content);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Returns the process that has the lock, as {@code " (process 4711)"}, or an empty string if it
   * cannot be read.
   */
  String holder() {
    return holder(channel);
  }

  private static String holder(FileChannel channel) {
    try {
      String pid = read(channel).lines().findFirst().orElse("");
      return pid.matches("[0-9]+") ? " (process " + pid + ")" : "";
    } catch (IOException e) {
      return "";
    }
  }

  private static String read(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(64);
    int length = channel.read(text, 0);
    return new String(text.array(), 0, Math.max(0, length), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException(
          "cannot release the lock of " + Names.printable(directory) + ": " + FileFailure.reason(e),
          e);
    } finally {
      release(directory, claim);
    }
  }
}
