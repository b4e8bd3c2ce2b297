package dev.eventstreams.store.memory;

import dev.eventstreams.spi.EventRecord;
import java.util.Arrays;
import java.util.List;

/**
 * Events in order. Events are only added, except that the events of a failed append are removed
 * again. Used under the store's lock. The result of {@link #view} never changes when events are
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

  int size() {
    return size;
  }

  /** Removes the events behind the first {@code count}. No view has shown them. */
  void cutTo(int count) {
    size = Math.min(size, count);
  }

  /** Takes the event out again if it is the last one. */
  void takeOut(EventRecord event) {
    if (size > 0 && events[size - 1].position() == event.position()) {
      size--;
    }
  }

  List<EventRecord> view() {
    return Arrays.asList(events).subList(0, size);
  }
}
