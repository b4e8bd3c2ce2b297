package dev.eventstreams.core;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Mutual exclusion of threads, class loaders and processes by a lock on a file, for short work.
 * Waits at most 30 s for each of its two locks.
 *
 * <p>The first lock is a system property, which the whole JVM shares. It is set before the file is
 * opened and cleared after the file is closed. So the JVM has at most one open descriptor of the
 * file: POSIX drops a process's lock when any of its descriptors of the file is closed. The second
 * lock is the file lock. Both are polled instead of awaited in the kernel, because an interrupt
 * there would close the channel.
 *
 * <p>The lock file is empty, only its owner has access to it, and it is never followed if it is a
 * link.
 */
final class FileMutex {

  private static final String PROPERTY = "dev.eventstreams.mutex:";
  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
  private static final long PAUSE = Duration.ofMillis(1).toNanos();

  private FileMutex() {}

  /** Work under the lock. */
  interface Work<T> {
    T run() throws IOException;
  }

  /** An attempt to get a lock. */
  private interface Attempt {
    boolean succeeds() throws IOException;
  }

  /**
   * Does the work while no other thread, class loader or process holds the lock. An interrupt does
   * not end the wait, and the thread keeps its interrupt flag.
   *
   * @param file the file to lock, made if it is missing
   * @throws StorageException if another thread or process has held it for half a minute
   */
  static <T> T holding(Path file, Work<T> work) throws IOException {
    String property = PROPERTY + file;
    await(file, () -> System.getProperties().putIfAbsent(property, "held") == null);
    try (FileChannel channel = open(file)) {
      await(file, () -> tryLock(channel)); // held until the channel is closed
      return work.run();
    } finally {
      System.clearProperty(property);
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(
        file,
        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
        SecretFile.forOwnerAlone(file));
  }

  // An interrupted thread does not pause, so it would spin. The interrupt flag is cleared during
  // the wait and set again at its end.
  private static void await(Path file, Attempt attempt) throws IOException {
    long deadline = System.nanoTime() + PATIENCE;
    boolean interrupted = false;
    try {
      while (!attempt.succeeds()) {
        if (System.nanoTime() - deadline > 0) {
          throw new StorageException(
              "another thread or process has held " + Names.printable(file) + " for half a minute",
              null);
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

  // Other code of this process has locked the file, which counts as a lock of another process.
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
