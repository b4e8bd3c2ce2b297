package dev.eventstreams.core;

import dev.eventstreams.StorageException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Mutual exclusion of threads and processes by a lock on a file, for short work: gives up after half a minute.
 *
 * <p>Threads of this process queue at a lock of their own first. So at most one descriptor of the file is open here; POSIX drops a
 * process's lock when any of its descriptors of the file is closed. It asks for the file's lock again and again instead of waiting in
 * the kernel, since an interrupt would close the channel there.
 */
final class FileMutex {

  private static final ConcurrentMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();
  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
  private static final long PAUSE = Duration.ofMillis(1).toNanos();

  private FileMutex() {}

  /** What is done while nobody else does anything. */
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Does the work while nobody else holds the file. An interrupt changes nothing, and the thread keeps its flag.
   *
   * @param file the file to lock, made if it is not there
   * @throws StorageException if somebody has held it for half a minute
   */
  static <T> T holding(Path file, Work<T> work) throws IOException {
    ReentrantLock threads = THREADS.computeIfAbsent(file, path -> new ReentrantLock());
    threads.lock();
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      lock(channel, file); // until the channel is closed
      return work.run();
    } finally {
      threads.unlock();
    }
  }

  // An interrupted thread does not pause: it would ask without end. So the flag is taken down for
  // as long as this waits.
  private static void lock(FileChannel channel, Path file) throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    boolean interrupted = false;
    try {
      while (tryLock(channel) == null) {
        if (System.nanoTime() - deadline > 0) {
          throw new StorageException(
              "another process has held " + file + " for half a minute", null);
        }
        interrupted |= Thread.interrupted();
        LockSupport.parkNanos(PAUSE);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // Another class loader of this process may hold it, which is as good as another process.
  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }
}
