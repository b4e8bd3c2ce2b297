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
 * The end of the log: the segment that is written to, and what is sure of it. For one thread at a time.
 *
 * <p>After a failed write or fsync the system may have any part of the group in its cache, and may call pages clean that never reached
 * the disk; another fsync would prove nothing. So the file is cut back to where the last committed group ends, which drops these pages, and
 * an fsync of the cut makes sure that nothing of the group is there. Only when that succeeds is it known that nothing was written;
 * until then the outcome is unknown and every append fails, after trying again to cut. In the same way a segment that could not be
 * begun is removed before anything else is written.
 *
 * <p>Any Throwable counts as a failure here. What is sure is in fields that are set without allocating.
 */
final class LogEnd implements AutoCloseable {

  private final StoreDirectory directory;
  private final LogIndex index;
  private final LogFile.Opener opener;
  private final Ownership owner;
  private LogFile file;
  private FileIdentity identity;
  private Segment segment;
  private @Nullable Path stale; // a segment that was begun and is no part of the log
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
   * Makes a segment with no events in it, and returns when it is on the disk.
   *
   * @throws FileAlreadyExistsException if there is one: it may be another writer's, and is neither replaced nor written to
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

  /** Makes sure of what an earlier process left behind, which may have been killed before its fsync. */
  void sync() throws IOException {
    file.sync();
    directory.sync();
  }

  /** Makes sure of what an earlier append left behind, or fails. */
  void settle() {
    owner.require();
    index.writing(() -> {}); // which first adds what it lacks
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

  /** Begins the next segment and returns the full one; if that fails, nothing has changed. */
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
    } catch (
        FileAlreadyExistsException e) { // of a writer that lost the store before it could use it
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
    } catch (Throwable still) { // it is tried again before the next append
      cause.addSuppressed(still);
    }
    return new StorageException(
        "cannot begin " + Names.printable(path) + ", nothing was written: "
            + FileFailure.reason(cause, path),
        cause);
  }

  /** Writes the group and returns when it is on the disk and in the index. */
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
      inDoubt = false; // it is part of the log; the index gets the rest of it before anything else
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
        "cannot write to " + Names.printable(segment.file) + ", nor make sure of what was written: "
            + FileFailure.reason(cause, segment.file),
        cause);
  }

  @Override
  public void close() {
    ReadFiles.closeQuietly(file);
  }
}
