package dev.eventstreams.store.file;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.FileFailure;
import dev.eventstreams.core.adapter.FileIdentity;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The end of the log: the segment that is being written, and what is certain about it. For one
 * thread at a time.
 *
 * <p>After a failed write or fsync, the system's cache may contain any part of the group, and the
 * system may treat pages as clean that never reached the disk. Another fsync would prove nothing.
 * So the file is cut back to the end of the last committed group, which drops these pages, and an
 * fsync of the cut makes sure that no part of the group remains. Only after that fsync is it
 * certain that nothing was written. Until then, the outcome is unknown: each append first tries the
 * cut again, and fails if the cut fails. In the same way, a segment that could not be begun is
 * removed before anything else is written.
 *
 * <p>Every Throwable counts as a failure here. What is certain is in fields that are set without
 * allocating.
 */
final class LogEnd implements AutoCloseable {

  private final StoreDirectory directory;
  private final LogIndex index;
  private final LogFile.Opener opener;
  private final Ownership owner;
  private LogFile file;
  private FileIdentity identity;
  private Segment segment;
  private @Nullable Path stale; // a segment that was begun and is not part of the log
  private boolean inDoubt; // there may be bytes behind the last committed group

  LogEnd(StoreDirectory directory, LogIndex index, LogFile.Opener opener, Ownership owner)
      throws IOException {
    this.directory = directory;
    this.index = index;
    this.opener = opener;
    this.owner = owner;
    Segment last = index.lastSegment();
    if (last == null) {
      throw new IllegalStateException("a log without a segment");
    }
    this.segment = last;
    this.identity = FileIdentity.of(last.file);
    this.file = opener.open(last.file);
  }

  Segment segment() {
    return segment;
  }

  /**
   * Makes a segment without events. Returns when the segment is on the disk.
   *
   * @throws FileAlreadyExistsException if the segment's file exists: it may belong to another
   *     writer, and is neither replaced nor written to
   */
  static LogFile create(
      StoreDirectory directory, LogFile.Opener opener, int number, long store, long first)
      throws IOException {
    byte[] header = new SegmentHeader(SegmentHeader.VERSION, store, number, first).line();
    Path unfinished = Files.createFile(directory.unfinished(number));
    LogFile made = null;
    try {
      made = opener.open(unfinished);
      made.write(0, header, header.length);
      made.sync();
      Folders.putInPlace(unfinished, directory.segment(number));
      directory.sync();
      return made;
    } catch (Throwable e) {
      ReadFiles.closeQuietly(made);
      Files.deleteIfExists(unfinished);
      throw e;
    }
  }

  /**
   * Makes durable what an earlier process left: that process may have been killed before its fsync.
   */
  void sync() throws IOException {
    file.sync();
    directory.sync();
  }

  /** Settles the outcome of an earlier append, or fails. */
  void settle() {
    owner.require();
    index.writing(() -> {}); // first adds the rest of a group
    try {
      removeStale();
      cutBack();
    } catch (IOException e) {
      throw new StorageException(
          "an earlier append to " + Names.printable(directory.path())
              + " is still in doubt, and nothing was written: "
              + FileFailure.reason(e, directory.path()),
          e);
    }
  }

  boolean isSettled() {
    return !inDoubt && stale == null && !owner.isLost();
  }

  private void cutBack() throws IOException {
    if (inDoubt) {
      file.truncate(segment.committed());
      file.sync();
      inDoubt = false;
    }
  }

  private void removeStale() throws IOException {
    Path path = stale;
    if (path != null) {
      Files.deleteIfExists(path);
      directory.sync();
      stale = null;
    }
  }

  /** Begins the next segment and returns the full one. If that fails, the log has not changed. */
  Segment roll() {
    owner.require(identity, file, segment.committed());
    Segment full = segment;
    int number = full.number + 1;
    Segment next = new Segment(directory.segment(number), number, index.head() + 1L);
    next.commit(0, SegmentHeader.LENGTH);
    LogFile before = file;
    LogFile made = null;
    try {
      made = create(next);
      FileIdentity itself = FileIdentity.of(next.file);
      owner.require(identity, before, full.committed());
      index.writing(() -> index.add(next));
      file = made;
      identity = itself;
      segment = next;
    } catch (Throwable e) {
      throw notBegun(next.file, made, e);
    }
    ReadFiles.closeQuietly(before);
    return full;
  }

  private LogFile create(Segment next) throws IOException {
    try {
      return create(directory, opener, next.number, index.seed(), next.first);
    } catch (FileAlreadyExistsException e) { // left by a writer that lost the store before using it
      owner.require(identity, file, segment.committed());
      Files.delete(next.file);
      return create(directory, opener, next.number, index.seed(), next.first);
    }
  }

  private RuntimeException notBegun(Path path, @Nullable LogFile made, Throwable cause) {
    stale = path;
    ReadFiles.closeQuietly(made);
    if (owner.isLost() && cause instanceof EventStoreException lost) {
      return lost;
    }
    try {
      removeStale();
    } catch (Throwable still) { // tried again before the next append
      cause.addSuppressed(still);
    }
    return new StorageException(
        "cannot begin " + Names.printable(path) + ", nothing was written: "
            + FileFailure.reason(cause, path),
        cause);
  }

  /** Writes the group. Returns when the group is on the disk and in the index. */
  void write(byte[] bytes, Group group) {
    owner.require(identity, file, segment.committed());
    group.goesTo(segment);
    inDoubt = true;
    try {
      file.write(segment.committed(), bytes, group.bytes());
      file.sync();
      owner.requireStill();
      index.commit(group);
      inDoubt = false;
    } catch (Throwable e) {
      throw failed(group, e);
    }
  }

  private RuntimeException failed(Group group, Throwable cause) {
    if (group.isBegun()) {
      inDoubt = false; // the group is part of the log; the index first gets the rest of it
    } else if (!owner.isLost()) {
      try {
        cutBack();
        return new StorageException(
            "cannot write to " + Names.printable(segment.file) + ", nothing was written: "
                + FileFailure.reason(cause, segment.file),
            cause);
      } catch (Throwable still) {
        cause.addSuppressed(still);
      }
    }
    return StorageException.outcomeUnknown(
        "cannot write to " + Names.printable(segment.file) + ", cannot verify what was written: "
            + FileFailure.reason(cause, segment.file),
        cause);
  }

  @Override
  public void close() {
    ReadFiles.closeQuietly(file);
  }
}
