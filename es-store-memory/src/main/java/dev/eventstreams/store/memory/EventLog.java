package dev.eventstreams.store.memory;

import dev.eventstreams.spi.EventRecord;
import java.util.Arrays;
import java.util.List;

/**
 * Events in order, only ever added to. Used under the store's lock; what {@link #view} returns is never changed, whatever is
 * added later, and needs no lock.
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

  List<EventRecord> view() {
    return Arrays.asList(events).subList(0, size);
  }
}
