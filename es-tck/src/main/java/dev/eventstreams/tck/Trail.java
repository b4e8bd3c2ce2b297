package dev.eventstreams.tck;

import dev.eventstreams.StoredEvent;
import java.util.HashMap;
import java.util.Map;

/**
 * What somebody saw of all events, from the first one on, kept as a number that depends on each of them and on their order.
 *
 * <p>An event that was missed is noticed at the next one of its stream, one that came twice or late at once; what was missed at
 * the very end of a stream shows as another digest than that of a read after everything was written.
 */
final class Trail {

  private final Map<String, Long> versions = new HashMap<>();
  private long position;
  private long count;
  private long digest = 17;

  /** Takes the next event; throws if it cannot be the next one. */
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

  /** Returns how many events came. */
  long count() {
    return count;
  }

  @Override
  public String toString() {
    return count + " events up to " + position + ", digest " + Long.toHexString(digest);
  }
}
