package dev.eventstreams.store.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/** A file that is accessed through {@link RandomAccessFile}, which an interrupt does not close. */
final class DiskFile implements LogFile {

  private static final int AT_ONCE = 64 << 10; // limits the JDK's malloc buffer for a write

  private final RandomAccessFile file;

  DiskFile(Path path) throws IOException {
    file = new RandomAccessFile(path.toFile(), "rw");
  }

  @Override
  public void write(long offset, byte[] bytes, int length) throws IOException {
    file.seek(offset);
    for (int at = 0; at < length; at += AT_ONCE) {
      file.write(bytes, at, Math.min(AT_ONCE, length - at));
    }
  }

  @Override
  public void sync() throws IOException {
    file.getFD().sync();
  }

  @Override
  public long length() throws IOException {
    return file.length();
  }

  @Override
  public void truncate(long length) throws IOException {
    file.setLength(length);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
