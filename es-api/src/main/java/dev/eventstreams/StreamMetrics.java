package dev.eventstreams;

import java.time.Instant;
import java.util.Optional;

/** The metrics of a stream, found in constant time, without reading events. */
public interface StreamMetrics {

  /** Returns the stream's id. */
  String stream();

  /** Returns the head of the stream: the version of the last event, 0 if there is none. */
  long version();

  /** Returns the number of events. */
  long eventCount();

  /** Returns the timestamp of the last event; empty if there is none. */
  Optional<Instant> lastTimestamp();
}
