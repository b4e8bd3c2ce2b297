package dev.eventstreams.core;

import dev.eventstreams.core.adapter.Micros;
import java.time.Clock;
import java.time.Duration;

/**
 * A time span that ends by the store's clock or by {@link System#nanoTime}, whichever comes first.
 * It also ends if the store's clock was set back. So no change of the clock makes it longer.
 */
final class Lifetime {

  private final Clock clock;
  private final Duration length;
  private final long millis;
  private final long nanos;

  /** Starts now. */
  Lifetime(Clock clock, Duration length) {
    this.clock = clock;
    this.length = length;
    this.millis = Micros.millis(clock);
    this.nanos = System.nanoTime();
  }

  /** Returns whether the store's clock is before the start: it was set back. */
  boolean isBehind() {
    return Micros.millis(clock) < millis;
  }

  boolean isOver() {
    long age = Micros.millis(clock) - millis;
    return age < 0 || age >= length.toMillis() || System.nanoTime() - nanos >= length.toNanos();
  }
}
