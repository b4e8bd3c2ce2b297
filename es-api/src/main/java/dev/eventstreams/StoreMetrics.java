package dev.eventstreams;

import java.time.Instant;
import java.util.Optional;

/** The metrics of a whole store, found in constant time, without reading events. */
public interface StoreMetrics {

  /** Returns the head of the store: the position of the last event, 0 if there is none. */
  long position();

  /** Returns the number of events. */
  long eventCount();

  /** Returns the timestamp of the last event; empty if there is none. */
  Optional<Instant> lastTimestamp();

  /** Returns where the store keeps its data, without any password. */
  String location();
}
