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
 * Mutual exclusion of threads, class loaders and processes by a lock on a file, for short work: gives up after half a minute.
 *
 * <p>A system property, which the whole JVM shares, is set before the file is opened and cleared after it is closed. So at most one
 * descriptor of the file is open here; POSIX drops a process's lock when any of its descriptors of the file is closed. Both locks are
 * asked for again and again instead of waiting in the kernel, since an interrupt would close the channel there.
 *
 * <p>The lock file is for its owner alone, is empty, and is never followed if it is a link.
 */
final class FileMutex {

  private static final String PROPERTY = "dev.eventstreams.mutex:";
  private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
  private static final long PAUSE = Duration.ofMillis(1).toNanos();

  private FileMutex() {}

  /** What is done while nobody else does anything. */
  interface Work<T> {
    T run() throws IOException;
  }

  /** An attempt to get a lock. */
  private interface Attempt {
    boolean succeeds() throws IOException;
  }

  /**
   * Does the work while nobody else holds the file. An interrupt changes nothing, and the thread keeps its flag.
   *
   * @param file the file to lock, made if it is not there
   * @throws StorageException if somebody has held it for half a minute
   */
  static <T> T holding(Path file, Work<T> work) throws IOException {
    String property = PROPERTY + file;
    await(file, () -> System.getProperties().putIfAbsent(property, "held") == null);
    try (FileChannel channel = open(file)) {
      await(file, () -> tryLock(channel)); // until the channel is closed
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

  // An interrupted thread does not pause: it would ask without end. So the flag is taken down for
  // as long as this waits.
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

  // Other code of this process may have locked it, which is as good as another process.
  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }
}
