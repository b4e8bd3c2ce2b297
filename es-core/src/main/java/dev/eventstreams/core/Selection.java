package dev.eventstreams.core;

import dev.eventstreams.Cursor;
import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.Names;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which events a read or a watch selects. Every bound narrows: it never adds events that an earlier
 * bound left out.
 *
 * @param stream the stream's id, or null for the whole store
 * @param after only versions or positions above this one
 * @param upTo only versions or positions up to this one, included
 * @param limit the most events
 * @param backwards whether the highest version or position comes first
 * @param filter which events match
 * @param resumed a cursor whose event must still be in the store; null if there is none
 */
record Selection(
    @Nullable String stream,
    long after,
    long upTo,
    long limit,
    boolean backwards,
    EventFilter filter,
    @Nullable Cursor resumed) {

  /** Returns the selection of every event of a stream, or of the store if the stream is null. */
  static Selection all(@Nullable String stream) {
    return new Selection(stream, 0, Long.MAX_VALUE, Long.MAX_VALUE, false, EventFilter.all(), null);
  }

  Selection from(long first) {
    return above(Math.max(0, notNegative("from", first) - 1)); // 0 and 1 both mean the beginning
  }

  Selection after(long last) {
    return above(notNegative("after", last));
  }

  Selection after(Cursor cursor) {
    Objects.requireNonNull(cursor, "cursor");
    Selection above = above(cursor.place());
    return cursor.id().isEmpty()
        ? above
        : new Selection(stream, above.after, upTo, limit, backwards, filter, cursor);
  }

  private Selection above(long last) {
    return new Selection(stream, Math.max(after, last), upTo, limit, backwards, filter, resumed);
  }

  Selection upTo(long last) {
    return new Selection(
        stream,
        after,
        Math.min(upTo, notNegative("upTo", last)),
        limit,
        backwards,
        filter,
        resumed);
  }

  Selection limit(long count) {
    return new Selection(
        stream,
        after,
        upTo,
        Math.min(limit, notNegative("limit", count)),
        backwards,
        filter,
        resumed);
  }

  Selection reversed() {
    return new Selection(stream, after, upTo, limit, true, filter, resumed);
  }

  Selection where(EventFilter more) {
    Objects.requireNonNull(more, "filter");
    return new Selection(stream, after, upTo, limit, backwards, filter.and(more), resumed);
  }

  /** Returns the stream's id, or {@code @all}. */
  String source() {
    return stream == null ? Names.ALL : stream;
  }

  static long notNegative(String what, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(what + "(" + value + ") is below 0");
    }
    return value;
  }
}
