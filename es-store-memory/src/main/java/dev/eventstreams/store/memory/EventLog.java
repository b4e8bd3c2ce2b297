package dev.eventstreams.store.memory;

import dev.eventstreams.spi.EventRecord;
import java.util.Arrays;
import java.util.List;

/**
 * Events in order, only ever added to, but for those of an append that fails. Used under the store's lock; what {@link #view} returns is
 * never changed, whatever is added later, and needs no lock.
 */
final class EventLog {

  private EventRecord[] events = new EventRecord[8];
  private int size;

  void add(EventRecord event) {
    if (size == events.length) {
      events = Arrays.copyOf(events, size * 2);
    }
    events[size++] = event;
  }

  int size() {
    return size;
  }

  /** Takes the events past the first so many out again, which no view has shown. */
  void cutTo(int count) {
    size = Math.min(size, count);
  }

  List<EventRecord> view() {
    return Arrays.asList(events).subList(0, size);
  }
}
