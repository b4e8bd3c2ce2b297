package dev.eventstreams.store.file;

import dev.eventstreams.core.adapter.FileIdentity;
import java.io.IOException;
import java.util.Arrays;

/**
 * The file {@code head} as the writer has it: {@link Published} in its first line, and behind that, while no store is open, a mark that
 * the last one was closed in good order.
 *
 * <p>Without the mark the last writer was killed, or may still be alive somewhere without its lock: then the file is replaced by
 * a new one. See {@link Ownership}.
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

  /** Takes the file over from the last writer. The mark is gone before anything else is done. */
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

  /** Returns whether the last writer closed the store in good order: what it left is on the disk, and it writes no more. */
  boolean wasClosed() {
    return wasClosed;
  }

  void publish(Published published) throws IOException {
    byte[] line = published.line();
    file.write(0, line, line.length);
  }

  /** Notes that something else than the log may not be on the disk: the mark will not be left. */
  void withholdMark() {
    withheld = true;
  }

  /** Leaves the mark. The last thing that a writer does, and only if everything it wrote is on the disk. */
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
