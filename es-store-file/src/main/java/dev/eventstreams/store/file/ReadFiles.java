package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.FileIdentity;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Open files for reads, each lent to one thread at a time. They are {@link RandomAccessFile}s,
 * which an interrupt does not close; an interrupted thread closes a FileChannel for all its users.
 * A read fails if its path leads to another file than at first, so two stores are never mixed.
 */
final class ReadFiles implements AutoCloseable {

  private static final int MOST_IDLE = 32;

  private record Open(Path path, RandomAccessFile file, Map<Path, FileIdentity> known) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Deque<Open> idle = new ArrayDeque<>();

  // The file that was at each path when the path was first opened.
  private volatile Map<Path, FileIdentity> identities = new ConcurrentHashMap<>();
  private boolean closed;

  /**
   * Reads up to {@code length} bytes from the offset on into the array; returns how many there
   * were.
   */
  int read(Path path, long offset, byte[] target, int length) {
    Open open = null;
    try {
      open = borrow(path);
      open = open == null ? open(path) : open;
      int read = fill(open.file, offset, target, length);
      giveBack(open);
      return read;
    } catch (IOException e) {
      close(open);
      throw new StorageException(
          "cannot read " + Names.printable(path) + ": " + FileFailure.reason(e, path), e);
    } catch (RuntimeException | Error e) {
      close(open);
      throw e;
    }
  }

  private Open open(Path path) throws IOException {
    Map<Path, FileIdentity> known = identities;
    FileIdentity identity = FileIdentity.of(path);
    FileIdentity first = known.putIfAbsent(path, identity);
    if (first != null && !first.equals(identity)) {
      throw new IOException("it was replaced while the store was open");
    }
    return new Open(path, new RandomAccessFile(path.toFile(), "r"), known);
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

  private @Nullable Open borrow(Path path) {
    lock.lock();
    try {
      for (Iterator<Open> files = idle.iterator(); files.hasNext(); ) {
        Open one = files.next();
        if (one.path.equals(path)) {
          files.remove();
          return one;
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void giveBack(Open open) {
    Open surplus = open;
    lock.lock();
    try {
      if (!closed && open.known == identities) {
        idle.addFirst(open);
        surplus = idle.size() > MOST_IDLE ? idle.removeLast() : null;
      }
    } finally {
      lock.unlock();
    }
    close(surplus);
  }

  /** Forgets which files are at the paths. From now on, they are opened again. */
  void reopen() {
    lock.lock();
    try {
      identities = new ConcurrentHashMap<>();
      idle.forEach(ReadFiles::close);
      idle.clear();
    } finally {
      lock.unlock();
    }
  }

  private static void close(@Nullable Open open) {
    if (open != null) {
      closeQuietly(open.file);
    }
  }

  static void closeQuietly(@Nullable AutoCloseable file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (Exception e) {
      // The file was only read, or is given up for another reason that is reported.
      System.getLogger(ReadFiles.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot close a file", e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      idle.forEach(ReadFiles::close);
      idle.clear();
    } finally {
      lock.unlock();
    }
  }
}
