package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A file of frames that several JVMs write in turn. Each frame has a length, a checksum and that
 * many bytes.
 *
 * <p>Bytes after the last whole frame were cut off by a kill, or are being written; the next writer
 * overwrites them.
 */
final class NaiveFile implements AutoCloseable {

  private static final int HEADER = 8;

  // A JVM that closes a file releases all its locks on that file. So handles of one JVM use this
  // lock.
  private static final Map<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();

  private final ReentrantLock inThisJvm;
  private final RandomAccessFile frames;
  private final RandomAccessFile lockFile;
  private final NaiveFlaw flaw;
  private long end;

  NaiveFile(Path path, NaiveFlaw flaw) {
    this.flaw = flaw;
    Path absolute = path.toAbsolutePath();
    inThisJvm = IN_THIS_JVM.computeIfAbsent(absolute, any -> new ReentrantLock());
    try {
      frames = new RandomAccessFile(absolute.toFile(), "rw");
      lockFile = new RandomAccessFile(absolute + ".lock", "rw");
      syncName(Objects.requireNonNull(absolute.getParent()));
    } catch (IOException e) {
      throw new StorageException("cannot open " + absolute, e);
    }
  }

  private static void syncName(Path directory) throws IOException {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Runs the work while no other thread writes, in this JVM or in another JVM. */
  <T> T exclusively(Supplier<T> work) {
    inThisJvm.lock();
    try {
      FileLock lock = awaitLock();
      try {
        return work.get();
      } finally {
        lock.release();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      inThisJvm.unlock();
    }
  }

  private FileLock awaitLock() throws IOException {
    FileLock lock = lockFile.getChannel().tryLock();
    while (lock == null) {
      LockSupport.parkNanos(50_000);
      lock = lockFile.getChannel().tryLock();
    }
    return lock;
  }

  /** Returns the next whole frame, or null if there is none now. */
  byte @Nullable [] next() {
    try {
      long left = frames.length() - end;
      if (left < HEADER) {
        return null;
      }
      frames.seek(end);
      int length = frames.readInt();
      int checksum = frames.readInt();
      if (length < 0 || length > left - HEADER) {
        return null;
      }
      byte[] frame = new byte[length];
      frames.readFully(frame);
      if (checksum != checksum(frame)) {
        return null;
      }
      end += HEADER + length;
      return frame;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Writes a frame after the last frame that was read, and syncs it. Must be called
   * {@link #exclusively}, after all frames were read. Removes the frame if that fails.
   */
  void write(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + frame.length);
    bytes.putInt(frame.length).putInt(checksum(frame)).put(frame);
    try {
      frames.setLength(end);
      frames.seek(end);
      frames.write(bytes.array());
      sync();
      end += bytes.capacity();
    } catch (IOException e) {
      throw takenBack(e);
    }
  }

  private void sync() throws IOException {
    try {
      frames.getFD().sync();
    } catch (IOException e) {
      if (flaw == NaiveFlaw.BELIEVES_A_SECOND_SYNC) {
        frames.getFD().sync();
      } else if (flaw != NaiveFlaw.IGNORES_A_FAILED_SYNC) {
        throw e;
      }
    }
  }

  private StorageException takenBack(IOException failure) {
    try {
      if (flaw != NaiveFlaw.DENIES_WHAT_IT_WROTE) {
        frames.setLength(end);
        frames.getFD().sync();
      }
      return new StorageException("nothing was written", failure);
    } catch (IOException e) {
      failure.addSuppressed(e);
      return StorageException.outcomeUnknown("it may have been written", failure);
    }
  }

  /** Moves back before the frame just read, as if it had never been written. */
  void unread(byte[] frame) {
    end -= HEADER + frame.length;
  }

  long length() {
    try {
      return frames.length();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    inThisJvm.lock();
    try {
      frames.close();
      lockFile.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      inThisJvm.unlock();
    }
  }

  private static int checksum(byte[] frame) {
    CRC32 crc = new CRC32();
    crc.update(frame);
    return (int) crc.getValue();
  }
}
