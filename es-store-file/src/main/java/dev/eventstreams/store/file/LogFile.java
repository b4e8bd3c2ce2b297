package dev.eventstreams.store.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file that the writer writes to. */
interface LogFile extends AutoCloseable {

  /** Opens such files. */
  interface Opener {

    /** Opens an existing file. */
    LogFile open(Path path) throws IOException;
  }

  static LogFile open(Path path) throws IOException {
    return new DiskFile(path);
  }

  /** Writes bytes at an offset. */
  void write(long offset, byte[] bytes, int length) throws IOException;

  /** Makes everything written durable (fsync), and returns when it is on the disk. */
  void sync() throws IOException;

  /** Returns the length of the file in bytes. */
  long length() throws IOException;

  /** Cuts the file off at this length. */
  void truncate(long length) throws IOException;

  @Override
  void close() throws IOException;
}
