package dev.eventstreams.spi;

import java.time.Clock;

/**
 * How a backend is to open a store.
 *
 * @param clock where timestamps come from; the planner asks it, a backend passes it on
 * @param create whether the store is made if it is not there; otherwise a missing store is refused and nothing is made
 */
public record StorageOptions(Clock clock, boolean create) {

  /** Returns the options of a store that is made if it is not there. */
  public StorageOptions(Clock clock) {
    this(clock, true);
  }
}
