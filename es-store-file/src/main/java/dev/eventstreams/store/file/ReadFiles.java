package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Open files to read from, each lent to one thread at a time. They are {@link RandomAccessFile}s, which an interrupt leaves
 * alone: an interrupted thread closes a FileChannel for all who use it.
 */
final class ReadFiles implements AutoCloseable {

  private static final int MOST_IDLE = 32;

  private record Idle(Path path, RandomAccessFile file) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Idle> idle = new ArrayDeque<>();
  private boolean closed;

  /** Fills the array from the offset on, up to {@code length} bytes; returns how many there were. */
  int read(Path path, long offset, byte[] target, int length) {
    RandomAccessFile file = null;
    try {
      file = borrow(path);
      file = file == null ? new RandomAccessFile(path.toFile(), "r") : file;
      int read = fill(file, offset, target, length);
      giveBack(path, file);
      return read;
    } catch (IOException e) {
      closeQuietly(file);
      throw new StorageException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  /** Fills the array from the beginning of the file; returns how many bytes there were, 0 if there is no such file. */
  int readIfThere(Path path, byte[] target) {
    return Files.exists(path) ? read(path, 0, target, target.length) : 0;
  }

  static int fill(RandomAccessFile file, long offset, byte[] target, int length)
      throws IOException {
    file.seek(offset);
    int read = 0;
    while (read < length) {
      int more = file.read(target, read, length - read);
      if (more < 0) {
        break;
      }
      read += more;
    }
    return read;
  }

  private @Nullable RandomAccessFile borrow(Path path) {
    lock.lock();
    try {
      for (Iterator<Idle> files = idle.iterator(); files.hasNext(); ) {
        Idle one = files.next();
        if (one.path.equals(path)) {
          files.remove();
          return one.file;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Path path, RandomAccessFile file) {
    RandomAccessFile surplus = file;
    lock.lock();
    try {
      if (!closed) {
        idle.addFirst(new Idle(path, file));
        surplus = idle.size() > MOST_IDLE ? idle.removeLast().file : null;
      }
    } finally {
      lock.unlock();
    }
    closeQuietly(surplus);
  }

  static void closeQuietly(@Nullable AutoCloseable file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (Exception e) {
      // It was only read from, or is given up for another reason, which is told.
      System.getLogger(ReadFiles.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot close a file", e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.forEach(one -> closeQuietly(one.file));
      idle.clear();
    } finally {
      lock.unlock();
    }
  }
}
