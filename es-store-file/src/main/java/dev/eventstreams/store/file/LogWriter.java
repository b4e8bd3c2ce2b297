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
 * <p>The order of an append: write the group's lines; fsync; add the group to the index, where the
 * readers of this process see it; write it into the file {@code head}, where followers see it;
 * answer the caller. So every event that a reader or caller has seen is on the disk. And a group is
 * begun only when the group before it is on the disk; recovery relies on this.
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

  /** Makes durable what an earlier process left, and shows it to followers. */
  void begin() throws IOException {
    end.sync();
    publish();
  }

  /**
   * Notes that a file other than the log may not be on the disk. Then closing leaves no mark of a
   * clean close.
   */
  void withholdMark() {
    head.withholdMark();
  }

  /**
   * Settles the outcome of an earlier append. Until that succeeds, no append is judged or written.
   */
  void settle() {
    end.settle();
  }

  /** Appends the events as one group. Returns when they are on the disk. */
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
    requireRoom(events);
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

  private void requireRoom(List<EventRecord> events) {
    long tags = index.tags().size();
    for (EventRecord event : events) {
      tags += event.tags().size();
    }
    if (index.head() + (long) events.size() > LogIndex.MOST_EVENTS || tags > TagTable.MOST) {
      throw new StorageException(
          "a store of files holds at most " + LogIndex.MOST_EVENTS + " events, and "
              + TagTable.MOST + " tags of events; nothing was written to "
              + Names.printable(directory.path()),
          null);
    }
  }

  // Nothing depends on the index file: if it is missing, the next opening reads the segment.
  private void seal(Segment full) {
    try {
      IndexFile.keep(directory, index, full);
      index.writing(full::seal);
    } catch (Throwable e) {
      warn(
          "no index file for " + Names.printable(full.file)
              + ": the next opening reads the whole segment",
          e);
    }
  }

  private void publish() throws IOException {
    Segment segment = end.segment();
    head.publish(new Published(segment.number, segment.committed(), index.head()));
  }

  // The append is on the disk, even if followers do not see it yet.
  private void publishQuietly() {
    try {
      publish();
    } catch (Throwable e) {
      warn("followers of " + Names.printable(directory.path()) + " do not see the last append", e);
    }
  }

  // If memory has run out, the warning may fail too. The operation still succeeded, so that is
  // ignored.
  private static void warn(String what, Throwable cause) {
    try {
      LOG.log(Level.WARNING, what, cause);
    } catch (Throwable e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Unless an append is in doubt or the store is lost, writes the last segment's index, so that the
   * next opening need not read the segment, and then the mark of a clean close.
   */
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
      warn("the store " + Names.printable(directory.path()) + " was not closed cleanly", e);
    } finally {
      end.close();
      head.close();
    }
  }
}
