package dev.eventstreams.tck;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A file of frames, each of a length, a checksum and that many bytes, which several JVMs write in turn.
 *
 * <p>What follows the last whole frame was cut off by a kill, or is just being written; who writes next writes over it.
 */
final class NaiveFile implements AutoCloseable {

  private static final int HEADER = 8;

  // A JVM that closes a file gives up all its locks on it: so its handles take turns with this.
  private static final Map<Path, ReentrantLock> IN_THIS_JVM = new ConcurrentHashMap<>();

  private final ReentrantLock inThisJvm;
  private final RandomAccessFile frames;
  private final RandomAccessFile lockFile;
  private long end;

  NaiveFile(Path path) {
    Path absolute = path.toAbsolutePath();
    inThisJvm = IN_THIS_JVM.computeIfAbsent(absolute, any -> new ReentrantLock());
    try {
      frames = new RandomAccessFile(absolute.toFile(), "rw");
      lockFile = new RandomAccessFile(absolute + ".lock", "rw");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Does something while nobody else writes, in this JVM or in another. */
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

  /** Writes a frame after the last one that was read; to be called {@link #exclusively}, when all were read. */
  void write(byte[] frame) {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER + frame.length);
    bytes.putInt(frame.length).putInt(checksum(frame)).put(frame);
    try {
      frames.setLength(end);
      frames.seek(end);
      frames.write(bytes.array());
      end += bytes.capacity();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Goes back by the frame just read, as if it had never been written. */
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
