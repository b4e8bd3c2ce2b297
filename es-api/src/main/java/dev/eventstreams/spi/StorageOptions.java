package dev.eventstreams.spi;

import java.time.Clock;

/**
 * What an open store tells its backend.
 *
 * @param clock where timestamps come from; the planner asks it, a backend passes it on
 */
public record StorageOptions(Clock clock) {}
