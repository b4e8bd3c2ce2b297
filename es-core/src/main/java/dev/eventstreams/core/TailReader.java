package dev.eventstreams.core;

import dev.eventstreams.spi.EventRecord;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes a watch's events from the tail if they connect to the events that the watch has seen. For
 * the store: a segment that begins at or before the position seen. For a stream: the very next
 * version. For one thread at a time.
 */
final class TailReader {

  private static final int SEGMENTS_AT_ONCE = 64;

  private final Tail tail;
  private final @Nullable String stream;
  private final Predicate<EventRecord> matches;
  private long position; // of the store: the events of the stream up to here were seen

  TailReader(Tail tail, @Nullable String stream, Predicate<EventRecord> matches) {
    this.tail = tail;
    this.stream = stream;
    this.matches = matches;
  }

  /**
   * Records that the stream was read to an end that includes all its events up to this position.
   */
  void skipTo(long seen) {
    position = Math.max(position, seen);
  }

  /**
   * Adds the matching events to {@code ready}, at most those of one segment.
   *
   * @param scanned the version or position up to which the watch has seen everything
   * @return the version or position up to which it has seen everything then; null if nothing in the
   *     tail connects
   */
  @Nullable Long take(long scanned, Deque<TailEvent> ready) {
    Long reached = null;
    for (TailSegment segment : tail.after(stream == null ? scanned : position, SEGMENTS_AT_ONCE)) {
      long from = reached == null ? scanned : reached;
      boolean connects = stream == null ? segment.before <= from : connects(segment, stream, from);
      if (!connects) {
        return reached;
      }
      reached =
          stream == null ? takeAll(segment, from, ready) : takeOwn(segment, stream, from, ready);
      if (!ready.isEmpty()) {
        return reached;
      }
    }
    return reached;
  }

  private long takeAll(TailSegment segment, long from, Deque<TailEvent> ready) {
    for (TailEvent event : segment.events) {
      if (event.record.position() > from && matches.test(event.record)) {
        ready.add(event);
      }
    }
    return segment.after;
  }

  private static boolean connects(TailSegment segment, String stream, long from) {
    for (TailEvent event : segment.of(stream)) {
      if (event.record.version() > from) {
        return event.record.version() == from + 1;
      }
    }
    return true;
  }

  private long takeOwn(TailSegment segment, String stream, long from, Deque<TailEvent> ready) {
    long reached = from;
    for (TailEvent event : segment.of(stream)) {
      if (event.record.version() > reached) {
        if (matches.test(event.record)) {
          ready.add(event);
        }
        reached = event.record.version();
      }
    }
    position = segment.after;
    return reached;
  }
}
