package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The right to write into a directory, which one opening at a time has, in all processes: a lock on the file {@code lock}, which
 * the system drops when the process ends, however it ends. The file says the holder's process id.
 *
 * <p>POSIX drops a process's lock as soon as the process closes <em>any</em> descriptor of the file. So a second opening in this
 * process is refused by the directory's real path, before the file is touched.
 */
final class StoreLock implements AutoCloseable {

  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  // Of files that another class loader's copy of this class has locked: closing them would drop its
  // lock.
  private static final Queue<FileChannel> NEVER_CLOSED = new ConcurrentLinkedQueue<>();

  private final Path directory;
  private final FileChannel channel;

  private StoreLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  static StoreLock take(StoreDirectory directory) {
    Path path = directory.path();
    if (!HELD.add(path)) {
      throw heldHere(path, null);
    }
    boolean interrupted = Thread.interrupted(); // it would close the channel
    try {
      return new StoreLock(path, lock(directory));
    } catch (RuntimeException | Error e) {
      HELD.remove(path);
      throw e;
    } catch (IOException e) {
      HELD.remove(path);
      throw new StorageException("cannot lock " + directory.lock() + ": " + e.getMessage(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static FileChannel lock(StoreDirectory directory) throws IOException {
    FileChannel channel = FileChannel.open(
        directory.lock(),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
    boolean locked = false;
    boolean keep = false;
    try {
      FileLock lock = channel.tryLock(Long.MAX_VALUE - 1, 1, false);
      if (lock == null) {
        throw new StoreLockedException(
            "the store " + directory.path() + " is open for writing in another process"
                + holder(channel) + "; mode=read opens it for reading",
            null);
      }
      ByteBuffer pid = ByteBuffer.wrap(Text.ascii(ProcessHandle.current().pid() + "\n"));
      channel.truncate(0);
      while (pid.hasRemaining()) {
        int unused = channel.write(pid, pid.position());
      }
      locked = true;
      return channel;
    } catch (OverlappingFileLockException e) {
      keep = NEVER_CLOSED.add(channel);
      throw heldHere(directory.path(), e);
    } finally {
      if (!locked && !keep) {
        channel.close();
      }
    }
  }

  private static StoreLockedException heldHere(Path path, @Nullable Throwable cause) {
    return new StoreLockedException(
        "the store " + path + " is open for writing in this process already (process "
            + ProcessHandle.current().pid() + "); mode=read opens it for reading",
        cause);
  }

  private static String holder(FileChannel channel) {
    try {
      ByteBuffer text = ByteBuffer.allocate(20);
      int length = channel.read(text, 0);
      String pid = new String(
              text.array(), 0, Math.max(0, length), java.nio.charset.StandardCharsets.US_ASCII)
          .strip();
      return pid.matches("[0-9]+") ? " (process " + pid + ")" : "";
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new StorageException("cannot release the lock of " + directory, e);
    } finally {
      HELD.remove(directory);
    }
  }
}
