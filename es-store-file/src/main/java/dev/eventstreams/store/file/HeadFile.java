package dev.eventstreams.store.file;

import dev.eventstreams.core.adapter.FileIdentity;
import java.io.IOException;
import java.util.Arrays;

/**
 * The file {@code head}, as the writer uses it. Its first line is {@link Published}. While no
 * writer has the store open, a second line marks that the last writer closed the store cleanly.
 *
 * <p>Without the mark, the last writer was killed, or may still be running without its lock. Then a
 * new file replaces this one. See {@link Ownership}.
 */
final class HeadFile implements AutoCloseable {

  private static final byte[] CLOSED = Text.ascii("{\"closed\":true}\n");

  private final LogFile file;
  private final FileIdentity identity;
  private final boolean wasClosed;
  private volatile boolean withheld;

  private HeadFile(LogFile file, FileIdentity identity, boolean wasClosed) {
    this.file = file;
    this.identity = identity;
    this.wasClosed = wasClosed;
  }

  /** Takes the file over from the last writer. Removes the mark before anything else is done. */
  static HeadFile take(StoreDirectory directory, LogFile.Opener opener) throws IOException {
    byte[] content = SmallFile.read(directory.head());
    boolean closed = content != null && isClosed(content);
    if (!closed) {
      SmallFile.replaceLazily(directory.head(), content == null ? new byte[0] : content);
    }
    FileIdentity identity = FileIdentity.of(directory.head());
    LogFile file = opener.open(directory.head());
    try {
      if (closed) {
        file.truncate(Published.LENGTH);
      }
      return new HeadFile(file, identity, closed);
    } catch (Throwable e) {
      ReadFiles.closeQuietly(file);
      throw e;
    }
  }

  private static boolean isClosed(byte[] content) {
    int end = Math.min(Published.LENGTH, content.length);
    return Published.of(content, end) != null
        && Arrays.equals(content, end, content.length, CLOSED, 0, CLOSED.length);
  }

  FileIdentity identity() {
    return identity;
  }

  /**
   * Returns whether the last writer closed the store cleanly: everything that it left is on the
   * disk, and it no longer writes.
   */
  boolean wasClosed() {
    return wasClosed;
  }

  void publish(Published published) throws IOException {
    byte[] line = published.line();
    file.write(0, line, line.length);
  }

  /** Notes that a file other than the log may not be on the disk. Then closing leaves no mark. */
  void withholdMark() {
    withheld = true;
  }

  /**
   * Writes the mark, unless it is withheld. A writer does this last, and only if everything that it
   * wrote is on the disk.
   */
  void markClosed() throws IOException {
    if (!withheld) {
      file.write(Published.LENGTH, CLOSED, CLOSED.length);
    }
  }

  @Override
  public void close() {
    ReadFiles.closeQuietly(file);
  }
}
