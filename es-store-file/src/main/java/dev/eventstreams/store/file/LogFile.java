package dev.eventstreams.store.file;

import java.io.IOException;
import java.nio.file.Path;

/** The file that is written to. */
interface LogFile extends AutoCloseable {

  /** How such files are opened. */
  interface Opener {

    /** Opens the file, making it if it is missing. */
    LogFile open(Path path) throws IOException;
  }

  static LogFile open(Path path) throws IOException {
    return new DiskFile(path);
  }

  /** Writes bytes at an offset. */
  void write(long offset, byte[] bytes, int length) throws IOException;

  /** Returns when everything written is on the disk. */
  void sync() throws IOException;

  /** Cuts the file off at this length. */
  void truncate(long length) throws IOException;

  @Override
  void close() throws IOException;
}
