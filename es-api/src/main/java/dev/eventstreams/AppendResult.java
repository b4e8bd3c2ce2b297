package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.List;
import java.util.Map;

/**
 * The result of an append, event by event. The events are durable as the backend documents.
 *
 * @param versions for each stream of the append, the version to expect next: the highest version
 *     among this append's events of the stream, or the stream's version if the append had no event
 *     for it
 * @param events the version and position of each event, in the order in which the events were given
 */
public record AppendResult(Map<String, Long> versions, List<AppendedEvent> events) {

  /** Copies the map and the list. */
  public AppendResult {
    versions = Map.copyOf(versions);
    events = List.copyOf(events);
  }

  /**
   * Returns the version to expect next, for an append to one stream.
   *
   * @throws IllegalStateException if the append was to several streams: use {@link
   *     #version(String)}
   */
  public long version() {
    if (versions.size() != 1) {
      throw new IllegalStateException(
          "the append was to " + versions.size() + " streams: name one of them");
    }
    return versions.values().iterator().next();
  }

  /**
   * Returns the version to expect next of a stream of the append.
   *
   * @throws IllegalArgumentException if the stream is not in the append
   */
  public long version(String streamId) {
    Long version = versions.get(streamId);
    if (version == null) {
      throw new IllegalArgumentException(
          "stream " + Names.quote(streamId) + " is not in the append; its streams are "
              + versions.keySet().stream().map(Names::quote).toList());
    }
    return version;
  }

  /** Returns the highest position among the events of this append; 0 if there are none. */
  public long position() {
    long highest = 0;
    for (AppendedEvent event : events) {
      highest = Math.max(highest, event.position());
    }
    return highest;
  }

  /**
   * Returns whether the append had events and all of them were repeats, so that nothing was
   * written.
   */
  public boolean isRepeat() {
    return !events.isEmpty() && events.stream().allMatch(AppendedEvent::repeat);
  }
}
