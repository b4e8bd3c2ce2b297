package dev.eventstreams.core;

import dev.eventstreams.core.adapter.Micros;
import java.time.Clock;
import java.time.Duration;

/**
 * A while that ends by the store's clock or by the machine's own, whichever comes first; a clock that was set back ends it too. So no
 * change of the clock makes it longer.
 */
final class Lifetime {

  private final Clock clock;
  private final Duration length;
  private final long millis;
  private final long nanos;

  /** Begins now. */
  Lifetime(Clock clock, Duration length) {
    this.clock = clock;
    this.length = length;
    this.millis = Micros.millis(clock);
    this.nanos = System.nanoTime();
  }

  /** Returns whether the clock was set back since it began. */
  boolean isBehind() {
    return Micros.millis(clock) < millis;
  }

  boolean isOver() {
    long age = Micros.millis(clock) - millis;
    return age < 0 || age >= length.toMillis() || System.nanoTime() - nanos >= length.toNanos();
  }
}
