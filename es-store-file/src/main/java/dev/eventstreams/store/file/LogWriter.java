package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Appends groups to the log. For one thread at a time.
 *
 * <p>Order: the group's lines are written, then fsync, then the index has them and this process's readers see them, then the file
 * {@code head} says so and followers see them, then the caller is answered. So whatever anybody was shown is on the disk; and a group is
 * begun only when the one before is, which is what recovery relies on.
 *
 * <p>After a failed write or fsync the system may have any part of the group in its cache, and may call pages clean that never reached
 * the disk; another fsync would prove nothing. So the file is cut back to where the last committed group ends, which drops these pages, and
 * an fsync of the cut makes sure that nothing of the group is there. Only when that succeeds is it known that nothing was written;
 * until then the outcome is unknown and every append fails, after trying again to cut.
 */
final class LogWriter implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(LogWriter.class.getName());
  private static final int KEPT_BUFFER = 16 << 20;

  private final StoreDirectory directory;
  private final LogIndex index;
  private final LogFile.Opener opener;
  private final long segmentBytes;
  private final LineBuffer buffer = new LineBuffer();
  private final EventLine line = new EventLine(buffer);
  private final LogFile head;
  private LogFile file;
  private Segment segment;
  private boolean inDoubt;

  LogWriter(StoreDirectory directory, LogIndex index, LogFile.Opener opener, long segmentBytes)
      throws IOException {
    this.directory = directory;
    this.index = index;
    this.opener = opener;
    this.segmentBytes = segmentBytes;
    Segment last = index.lastSegment();
    if (last == null) {
      throw new IllegalStateException("a log without a segment");
    }
    this.segment = last;
    this.file = opener.open(segment.file);
    this.head = LogFile.open(directory.head());
  }

  /** Makes sure of what an earlier process left behind, which may have been killed before its fsync, and tells followers. */
  void begin() throws IOException {
    file.sync();
    directory.sync();
    publish();
  }

  /** Makes a segment with no events in it. */
  static void create(
      StoreDirectory directory, LogFile.Opener opener, int number, long store, long first)
      throws IOException {
    byte[] header = new SegmentHeader(SegmentHeader.VERSION, store, number, first).line();
    try (LogFile made = opener.open(directory.segment(number))) {
      made.truncate(0);
      made.write(0, header, header.length);
      made.sync();
    }
    directory.sync();
  }

  /** Appends the events as one group and returns when they are on the disk. */
  void append(List<EventRecord> events) {
    resolveDoubt();
    int[] offsets = encode(events);
    rollIfFull();
    long at = segment.committed();
    write(at);
    index.writing(() -> add(events, offsets, at));
    publishQuietly();
    buffer.clear(KEPT_BUFFER);
  }

  private int[] encode(List<EventRecord> events) {
    long after = index.head() + (long) events.size();
    if (after > LogIndex.MOST_EVENTS) {
      throw new StorageException(
          "a store of files holds at most " + LogIndex.MOST_EVENTS
              + " events; nothing was written to " + directory.path(),
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
    int crc = Crc.of(buffer.bytes, GroupHeader.LENGTH, buffer.length);
    byte[] header = new GroupHeader(
            events.get(0).position(), offsets.length, buffer.length - GroupHeader.LENGTH, crc)
        .line();
    System.arraycopy(header, 0, buffer.bytes, 0, header.length);
    return offsets;
  }

  private void rollIfFull() {
    if (segment.events() == 0 || segment.committed() + buffer.length <= segmentBytes) {
      return;
    }
    int number = segment.number + 1;
    try {
      create(directory, opener, number, index.seed(), index.head() + 1L);
      LogFile next = opener.open(directory.segment(number));
      ReadFiles.closeQuietly(file);
      file = next;
    } catch (IOException e) {
      throw new StorageException(
          "cannot begin " + directory.segment(number) + ", nothing was written: " + e.getMessage(),
          e);
    }
    IndexFile.keep(directory, index, segment);
    Segment begun = new Segment(directory.segment(number), number, index.head() + 1L);
    begun.commit(0, SegmentHeader.LENGTH);
    index.writing(() -> {
      segment.seal();
      index.add(begun);
    });
    segment = begun;
  }

  private void write(long at) {
    try {
      inDoubt = true;
      file.write(at, buffer.bytes, buffer.length);
      file.sync();
      inDoubt = false;
    } catch (IOException e) {
      IOException still = cutBack();
      if (still == null) {
        throw new StorageException(
            "cannot write to " + segment.file + ", nothing was written: " + e.getMessage(), e);
      }
      e.addSuppressed(still);
      throw StorageException.outcomeUnknown(
          "cannot write to " + segment.file + ", nor make sure of what was written: "
              + e.getMessage(),
          e);
    }
  }

  private void resolveDoubt() {
    IOException failure = inDoubt ? cutBack() : null;
    if (failure != null) {
      throw new StorageException(
          "an earlier append to " + segment.file + " is still in doubt, and nothing was written: "
              + failure.getMessage(),
          failure);
    }
  }

  private @Nullable IOException cutBack() {
    try {
      file.truncate(segment.committed());
      file.sync();
      inDoubt = false;
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private void add(List<EventRecord> events, int[] offsets, long at) {
    StreamNumbers numbers = new StreamNumbers(index);
    for (int i = 0; i < offsets.length; i++) {
      EventRecord event = events.get(i);
      numbers.use(event.streamId());
      int key = event.keyed() ? Hash.ofKey(numbers.hash(), Text.utf8(event.id())) : 0;
      index.add((int) (at + offsets[i]), numbers.number(), key);
    }
    segment.commit(at, at + buffer.length);
  }

  private void publish() throws IOException {
    byte[] published = new Published(segment.number, segment.committed(), index.head()).line();
    head.write(0, published, published.length);
  }

  // The append is on the disk, whatever followers are told.
  private void publishQuietly() {
    try {
      publish();
    } catch (IOException e) {
      LOG.log(
          Level.WARNING, "followers of " + directory.path() + " do not see what was appended", e);
    }
  }

  /** The last segment's index is written, so that the next opening need not read it. */
  @Override
  public void close() {
    if (!inDoubt && segment.events() > 0) {
      IndexFile.keep(directory, index, segment);
    }
    ReadFiles.closeQuietly(file);
    ReadFiles.closeQuietly(head);
  }
}
