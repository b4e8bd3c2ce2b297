package dev.eventstreams.core.adapter;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Times as the store keeps them: whole microseconds since 1970-01-01T00:00Z, earlier ones negative. */
public final class Micros {

  private Micros() {}

  /** Returns the clock's time, rounded down. */
  public static long now(Clock clock) {
    return of(clock.instant());
  }

  /** Returns the time, rounded down; one beyond the range of {@code long} (some 292,000 years away) becomes its end. */
  public static long of(Instant instant) {
    try {
      return ChronoUnit.MICROS.between(Instant.EPOCH, instant.truncatedTo(ChronoUnit.MICROS));
    } catch (ArithmeticException e) {
      return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** Returns the time as an instant. */
  public static Instant toInstant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
