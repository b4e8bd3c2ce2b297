package dev.eventstreams.spi;

import java.time.Clock;

/**
 * The options with which a backend opens a store.
 *
 * @param clock the source of timestamps; the backend passes it to the planner, which reads it
 * @param create whether a missing store is created; otherwise a missing store is refused, and
 *     nothing is created
 */
public record StorageOptions(Clock clock, boolean create) {

  /** Creates options with which a missing store is created. */
  public StorageOptions(Clock clock) {
    this(clock, true);
  }
}
