package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Appends groups to the log. For one thread at a time.
 *
 * <p>Order: the group's lines are written, then fsync, then the index has them and this process's readers see them, then the file
 * {@code head} says so and followers see them, then the caller is answered. So whatever anybody was shown is on the disk; and a group is
 * begun only when the one before is, which is what recovery relies on.
 */
final class LogWriter implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
  private static final int KEPT_BUFFER = 16 << 20;

  private final StoreDirectory directory;
  private final LogIndex index;
  private final HeadFile head;
  private final LogEnd end;
  private final long segmentBytes;
  private final LineBuffer buffer = new LineBuffer();
  private final EventLine line = new EventLine(buffer);

  LogWriter(
      StoreDirectory directory, LogIndex index, HeadFile head, LogEnd end, long segmentBytes) {
    this.directory = directory;
    this.index = index;
    this.head = head;
    this.end = end;
    this.segmentBytes = segmentBytes;
  }

  /** Makes sure of what an earlier process left behind, and tells followers. */
  void begin() throws IOException {
    end.sync();
    publish();
  }

  /** Notes that something else than the log may not be on the disk, so that closing does not leave the mark that all is well. */
  void withholdMark() {
    head.withholdMark();
  }

  /** Makes sure of what an earlier append left behind: until then, nothing is judged and nothing written. */
  void settle() {
    end.settle();
  }

  /** Appends the events as one group and returns when they are on the disk. */
  void append(List<EventRecord> events) {
    Group group = encode(events);
    Segment segment = end.segment();
    if (segment.events() > 0 && segment.committed() + group.bytes() > segmentBytes) {
      seal(end.roll());
    }
    end.write(buffer.bytes, group);
    publishQuietly();
    buffer.clear(KEPT_BUFFER);
  }

  private Group encode(List<EventRecord> events) {
    long after = index.head() + (long) events.size();
    if (after > LogIndex.MOST_EVENTS) {
      throw new StorageException(
          "a store of files holds at most " + LogIndex.MOST_EVENTS
              + " events; nothing was written to " + Names.printable(directory.path()),
          null);
    }
    buffer.clear(KEPT_BUFFER);
    buffer.room(GroupHeader.LENGTH);
    buffer.length = GroupHeader.LENGTH;
    int[] offsets = new int[events.size()];
    for (int i = 0; i < offsets.length; i++) {
      offsets[i] = buffer.length;
      line.write(events.get(i));
    }
    long first = events.get(0).position();
    int crc = Crc.of(buffer.bytes, GroupHeader.LENGTH, buffer.length);
    byte[] header =
        new GroupHeader(first, offsets.length, buffer.length - GroupHeader.LENGTH, crc).line();
    System.arraycopy(header, 0, buffer.bytes, 0, header.length);
    Group group = new Group(first, offsets, buffer.length);
    index.writing(() -> group.resolve(events, index));
    return group;
  }

  // Nothing depends on it: the next opening reads the segment where it has no index file.
  private void seal(Segment full) {
    try {
      IndexFile.keep(directory, index, full);
      index.writing(full::seal);
    } catch (Throwable e) {
      warn(
          "no index file for " + Names.printable(full.file) + ": the next opening reads it whole",
          e);
    }
  }

  private void publish() throws IOException {
    Segment segment = end.segment();
    head.publish(new Published(segment.number, segment.committed(), index.head()));
  }

  // The append is on the disk, whatever followers are told.
  private void publishQuietly() {
    try {
      publish();
    } catch (Throwable e) {
      warn(
          "followers of " + Names.printable(directory.path()) + " do not see what was appended", e);
    }
  }

  // Where memory has run out, the warning may fail too, and what it is about still succeeded.
  private static void warn(String what, Throwable cause) {
    try {
      LOG.log(Level.WARNING, what, cause);
    } catch (Throwable e) {
      cause.addSuppressed(e);
    }
  }

  /** The last segment's index is written, so that the next opening need not read it, and then the mark that all is well. */
  @Override
  public void close() {
    try {
      if (end.isSettled()) {
        end.settle();
        Segment last = end.segment();
        if (last.events() > 0) {
          IndexFile.keep(directory, index, last);
        }
        publish();
        head.markClosed();
      }
    } catch (Throwable e) {
      warn("the store " + Names.printable(directory.path()) + " was not closed in good order", e);
    } finally {
      end.close();
      head.close();
    }
  }
}
