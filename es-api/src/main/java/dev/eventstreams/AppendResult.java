package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.List;
import java.util.Map;

/**
 * What an append did, event by event; it is durable as its backend documents.
 *
 * @param versions for each stream of the append, the version to expect next: the highest one among this append's events
 *     there, or the stream's current version where the append had no event for it
 * @param events where each event stands, in the order in which they were given
 */
public record AppendResult(Map<String, Long> versions, List<AppendedEvent> events) {

  /** Copies. */
  public AppendResult {
    versions = Map.copyOf(versions);
    events = List.copyOf(events);
  }

  /**
   * Returns the version to expect next of the one stream that was appended to.
   *
   * @throws IllegalStateException if the append was to several streams: ask {@link #version(String)}
   */
  public long version() {
    if (versions.size() != 1) {
      throw new IllegalStateException(
          "the append was to " + versions.size() + " streams: name one of them");
    }
    return versions.values().iterator().next();
  }

  /**
   * Returns the version to expect next of a stream that was appended to.
   *
   * @throws IllegalArgumentException if the append did not name that stream
   */
  public long version(String streamId) {
    Long version = versions.get(streamId);
    if (version == null) {
      throw new IllegalArgumentException(
          "stream " + Names.quote(streamId) + " is not among the append's "
              + versions.keySet().stream().map(Names::quote).toList());
    }
    return version;
  }

  /** Returns the highest position among the events, 0 if there are none. */
  public long position() {
    long highest = 0;
    for (AppendedEvent event : events) {
      highest = Math.max(highest, event.position());
    }
    return highest;
  }

  /** Returns whether there were events and every one of them was there already, so that nothing was written. */
  public boolean isRepeat() {
    return !events.isEmpty() && events.stream().allMatch(AppendedEvent::repeat);
  }
}
