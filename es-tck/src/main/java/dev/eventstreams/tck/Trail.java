package dev.eventstreams.tck;

import dev.eventstreams.StoredEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * All events that a watcher saw, from the first one on, as a digest that depends on each event and
 * on their order.
 *
 * <p>A missed event is detected at the next event of its stream; an event that comes twice or late
 * is detected at once. An event missed at the very end of a stream gives another digest than a read
 * after everything was written.
 */
final class Trail {

  private final Map<String, Long> versions = new HashMap<>();
  private long position;
  private long count;
  private long digest = 17;

  /**
   * Adds the next event; throws an {@link IllegalStateException} if it cannot be the next event.
   */
  void add(StoredEvent event) {
    long expected = versions.merge(event.streamId(), 1L, Long::sum);
    if (event.version() != expected || event.position() <= position) {
      throw new IllegalStateException("after position " + position + " came version "
          + event.version() + " of " + event.streamId() + " at position " + event.position()
          + ", where version " + expected + " was next");
    }
    position = event.position();
    count++;
    digest = 31 * digest + position;
    digest = 31 * digest + event.id().hashCode();
    digest = 31 * digest + event.streamId().hashCode();
  }

  /** Returns the number of events. */
  long count() {
    return count;
  }

  @Override
  public String toString() {
    return count + " events up to " + position + ", digest " + Long.toHexString(digest);
  }
}
