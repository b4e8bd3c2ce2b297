package dev.eventstreams.core;

import dev.eventstreams.spi.EventRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last events of the store, kept for watches so that each event is read once: a ring of
 * segments, bounded in number and bytes.
 *
 * <p>Every segment names the head of the store before it. A watch of the store takes a segment only
 * if its cursor reaches that head. A watch of a stream takes a segment only if the versions
 * connect, because versions have no gaps. Otherwise the watch pages from storage. So events that
 * are missing here, because they were dropped or appended elsewhere, are never skipped.
 */
final class Tail {

  private static final int MAX_SEGMENTS = 4_096;
  private static final long MAX_BYTES = 8 << 20;
  private static final int SEGMENT_EVENTS = 1_024;

  private final ReentrantLock lock = new ReentrantLock();
  private final @Nullable TailSegment[] ring = new TailSegment[MAX_SEGMENTS];
  private long first;
  private long next;
  private long bytes;
  private long head;

  /** Returns the position up to which the watches know the store. */
  long head() {
    lock.lock();
    try {
      return head;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets the head to the end of the store, without its events: watches before it page from storage.
   */
  void startAt(long position) {
    lock.lock();
    try {
      head = Math.max(head, position);
    } finally {
      lock.unlock();
    }
  }

  /** Drops everything: the store was set back to an older state. */
  void setBackTo(long position) {
    lock.lock();
    try {
      while (first < next) {
        dropFirst();
      }
      head = position;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Adds the events between {@code before} and {@code after}, except those that are known already.
   *
   * @return false if the store has events between the known events and these, which are not here
   */
  boolean add(long before, List<EventRecord> records, long after) {
    lock.lock();
    try {
      if (after <= head) {
        return true;
      }
      boolean connects = before <= head;
      List<EventRecord> fresh = records;
      if (before < head) {
        fresh = records.stream().filter(record -> record.position() > head).toList();
      }
      // All segments are made before the first is added: the ring has whole groups, even if memory
      // ends here.
      List<TailSegment> segments = segments(Math.max(before, head), fresh, after);
      for (int i = 0; i < segments.size(); i++) {
        addSegment(segments.get(i));
      }
      head = after;
      return connects;
    } finally {
      lock.unlock();
    }
  }

  private static List<TailSegment> segments(long before, List<EventRecord> records, long after) {
    if (records.isEmpty()) {
      return List.of(new TailSegment(before, records, after));
    }
    List<TailSegment> segments = new ArrayList<>();
    long segmentBefore = before;
    for (int from = 0; from < records.size(); from += SEGMENT_EVENTS) {
      int to = Math.min(from + SEGMENT_EVENTS, records.size());
      long segmentAfter = to == records.size() ? after : records.get(to - 1).position();
      segments.add(new TailSegment(segmentBefore, records.subList(from, to), segmentAfter));
      segmentBefore = segmentAfter;
    }
    return segments;
  }

  private void addSegment(TailSegment segment) {
    while (first < next && (next - first == MAX_SEGMENTS || bytes + segment.bytes > MAX_BYTES)) {
      dropFirst();
    }
    ring[(int) (next++ % MAX_SEGMENTS)] = segment;
    bytes += segment.bytes;
  }

  private void dropFirst() {
    int at = (int) (first++ % MAX_SEGMENTS);
    bytes -= at(at).bytes;
    ring[at] = null;
  }

  /** Returns the kept segments that end past the position, in order, at most {@code most}. */
  List<TailSegment> after(long position, int most) {
    lock.lock();
    try {
      long low = first;
      long high = next;
      while (low < high) {
        long middle = (low + high) >>> 1;
        if (at((int) (middle % MAX_SEGMENTS)).after <= position) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      List<TailSegment> found = new ArrayList<>();
      for (long i = low; i < next && found.size() < most; i++) {
        found.add(at((int) (i % MAX_SEGMENTS)));
      }
      return found;
    } finally {
      lock.unlock();
    }
  }

  private TailSegment at(int index) {
    TailSegment segment = ring[index];
    if (segment == null) {
      throw new IllegalStateException("no segment at " + index);
    }
    return segment;
  }
}
