package dev.eventstreams.store.file;

import java.io.IOException;
import java.nio.file.Path;

/** The file that is written to. */
interface LogFile extends AutoCloseable {

  /** How such files are opened. */
  interface Opener {

    /** Opens a file that is there. */
    LogFile open(Path path) throws IOException;
  }

  static LogFile open(Path path) throws IOException {
    return new DiskFile(path);
  }

  /** Writes bytes at an offset. */
  void write(long offset, byte[] bytes, int length) throws IOException;

  /** Returns when everything written is on the disk. */
  void sync() throws IOException;

  /** Returns how many bytes the file has. */
  long length() throws IOException;

  /** Cuts the file off at this length. */
  void truncate(long length) throws IOException;

  @Override
  void close() throws IOException;
}
