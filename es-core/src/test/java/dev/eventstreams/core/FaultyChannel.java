package dev.eventstreams.core;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * A channel whose writes, forces and locks count as operations of {@link FaultyFiles}. A
 * {@code write(ByteBuffer)} that fails leaves half of its bytes.
 */
final class FaultyChannel extends FileChannel {

  private final FaultyFiles files;
  private final FileChannel real;

  FaultyChannel(FaultyFiles files, FileChannel real) {
    this.files = files;
    this.real = real;
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    try {
      files.step("write");
    } catch (IOException e) {
      real.write(source.slice(source.position(), source.remaining() / 2));
      throw e;
    }
    return real.write(source);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    files.step("write");
    return real.write(sources, offset, length);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    files.step("write");
    return real.write(source, position);
  }

  @Override
  public void force(boolean metaData) throws IOException {
    files.step("force");
    real.force(metaData);
  }

  @Override
  public @Nullable FileLock tryLock(long position, long size, boolean shared) throws IOException {
    files.step("lock");
    return real.tryLock(position, size, shared);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    files.step("lock");
    return real.lock(position, size, shared);
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return real.read(target);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    return real.read(targets, offset, length);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return real.read(target, position);
  }

  @Override
  public long position() throws IOException {
    return real.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    real.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return real.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    real.truncate(size);
    return this;
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return real.transferTo(position, count, target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return real.transferFrom(source, position, count);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return real.map(mode, position, size);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    real.close();
  }
}
