package dev.eventstreams.core;

import dev.eventstreams.Cursor;
import dev.eventstreams.EventFilter;
import dev.eventstreams.HistoryChangedException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.PageRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes cursors, and compares them with the store. Each takes one read of one event. */
final class Cursors {

  private Cursors() {}

  /** Returns the cursor at a place, with the id of the last event at it or before it. */
  static Cursor at(GuardedStorage storage, @Nullable String stream, long place) {
    EventRecord event = place == 0 ? null : last(storage, stream, place);
    return event == null ? Cursor.at(place) : Cursor.at(place, event.id());
  }

  /**
   * Requires that the selection's cursor still fits the store.
   *
   * @throws HistoryChangedException if another event, or none, is at the cursor's place
   */
  static void require(GuardedStorage storage, Selection selection) {
    Cursor cursor = selection.resumed();
    if (cursor == null) {
      return;
    }
    EventRecord event = last(storage, selection.stream(), cursor.place());
    if (event == null) {
      throw new HistoryChangedException(selection.source(), cursor, "it has no events up to there");
    }
    long head = storage.head(selection.stream()).last();
    if (head < cursor.place()) {
      throw new HistoryChangedException(selection.source(), cursor, "it ends at " + head);
    }
    if (!event.id().equals(cursor.id())) {
      throw new HistoryChangedException(
          selection.source(), cursor, "the event there is " + Names.quote(event.id()));
    }
  }

  private static @Nullable EventRecord last(
      GuardedStorage storage, @Nullable String stream, long place) {
    List<EventRecord> found = storage
        .read(new PageRequest(stream, 0, place, true, EventFilter.all(), 1, 1))
        .records();
    return found.isEmpty() ? null : found.get(0);
  }
}
