package com.example.logstore;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.core.adapter.JvmClaim;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * The log file: eight bytes that identify its format, then one frame after another. A frame is the
 * length of its content, the content's CRC-32C, the CRC-32C of those eight bytes, and the content.
 *
 * <p>A killed process leaves a prefix of the last frame: a header that is cut short, or a valid
 * header with less content than its length. Opening the file cuts off this prefix. Anything else is
 * damage, and is reported with its byte offset. All access goes through one
 * {@link RandomAccessFile}: an interrupt does not close it, and closing a second descriptor would
 * release the lock. So a {@link JvmClaim} refuses another class loader of this JVM before it opens
 * the file.
 */
final class LogFile implements AutoCloseable {

  private static final byte[] MAGIC = "ESLOG 1\n".getBytes(StandardCharsets.US_ASCII);
  private static final int HEADER = 12;

  private final Path path;
  private final JvmClaim claim;
  private final RandomAccessFile file;
  private long end;
  private boolean broken;

  private LogFile(Path path, JvmClaim claim, RandomAccessFile file) {
    this.path = path;
    this.claim = claim;
    this.file = file;
  }

  /** Opens and locks the file, and passes its changes to the consumer, oldest first. */
  static LogFile open(Path path, Consumer<Change> replay) {
    JvmClaim claim = null;
    RandomAccessFile file = null;
    try {
      create(path);
      claim = JvmClaim.of(path); // first: closing the file would release another loader's lock
      file = new RandomAccessFile(path.toFile(), "rw");
      LogFile log = new LogFile(path, claim, file);
      log.lock();
      log.checkMagic();
      log.replay(replay);
      return log;
    } catch (IOException | RuntimeException e) {
      closeQuietly(file);
      if (claim != null) {
        claim.close();
      }
      throw e instanceof RuntimeException unchecked
          ? unchecked
          : new StorageException("cannot open " + path, e);
    }
  }

  private static void create(Path path) throws IOException {
    try {
      Files.createFile(path);
    } catch (FileAlreadyExistsException e) {
      // the existing file is opened
    }
  }

  private void lock() throws IOException {
    try {
      if (file.getChannel().tryLock() != null) {
        return;
      }
    } catch (OverlappingFileLockException e) {
      throw new StoreLockedException(path + " is open in this process already", e);
    }
    throw new StoreLockedException(path + " is open in another process", null);
  }

  private void checkMagic() throws IOException {
    byte[] found = new byte[(int) Math.min(MAGIC.length, file.length())];
    file.readFully(found);
    if (!Arrays.equals(found, Arrays.copyOf(MAGIC, found.length))) {
      throw new StorageException(path + " is not a log of version 1", null);
    }
    if (found.length < MAGIC.length) {
      file.seek(0);
      file.write(MAGIC);
    }
    end = MAGIC.length;
  }

  private void replay(Consumer<Change> replay) throws IOException {
    long length = file.length();
    while (length - end >= HEADER) {
      byte[] head = bytes(end, HEADER);
      ByteBuffer header = ByteBuffer.wrap(head);
      int size = header.getInt();
      int crc = header.getInt();
      if (crc(head, 8) != header.getInt() || size < 0) {
        throw damagedAt(end, null);
      }
      if (length - end - HEADER < size) {
        break;
      }
      byte[] content = bytes(end + HEADER, size);
      if (crc(content, size) != crc) {
        throw damagedAt(end, null);
      }
      try {
        replay.accept(Change.decoded(content));
      } catch (IOException e) {
        throw damagedAt(end, e);
      }
      end += HEADER + size;
    }
    file.setLength(end);
  }

  /**
   * Appends a change as a whole or not at all. When this method returns, the operating system has
   * the change.
   */
  void write(Change change) {
    if (broken) {
      throw new StorageException(path + " failed earlier: close the store and open it again", null);
    }
    byte[] content = change.encoded();
    ByteBuffer frame = ByteBuffer.allocate(HEADER + content.length);
    frame.putInt(content.length).putInt(crc(content, content.length));
    frame.putInt(crc(frame.array(), 8)).put(content);
    try {
      file.seek(end);
      file.write(frame.array());
    } catch (IOException e) {
      throw takenBack(e);
    }
    end += frame.capacity();
  }

  private StorageException takenBack(IOException failure) {
    try {
      file.setLength(end);
      return new StorageException("cannot write to " + path, failure);
    } catch (IOException e) {
      broken = true;
      failure.addSuppressed(e);
      return StorageException.outcomeUnknown("cannot write to " + path, failure);
    }
  }

  private byte[] bytes(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    file.seek(offset);
    file.readFully(bytes);
    return bytes;
  }

  private static int crc(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  private StorageException damagedAt(long offset, IOException cause) {
    return new StorageException(path + " is damaged at byte " + offset, cause);
  }

  @Override
  public void close() {
    closeQuietly(file);
    claim.close();
  }

  private static void closeQuietly(RandomAccessFile file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      System.getLogger(LogFile.class.getName())
          .log(System.Logger.Level.WARNING, "cannot close a log file", e);
    }
  }
}
