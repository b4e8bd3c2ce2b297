package dev.eventstreams.core.adapter;

import dev.eventstreams.StorageException;
import java.time.Clock;
import java.time.Instant;

/**
 * Timestamps in the unit of the store: whole microseconds since 1970-01-01T00:00Z, negative before
 * that.
 */
public final class Micros {

  private Micros() {}

  /**
   * Returns the clock's time in microseconds, rounded down.
   *
   * @throws StorageException if the clock is outside the range of {@code long} microseconds; the
   *     store cannot write then
   */
  public static long now(Clock clock) {
    Instant now = clock.instant();
    long micros = of(now);
    if (micros == Long.MIN_VALUE || micros == Long.MAX_VALUE) {
      throw new StorageException(
          "the clock of the store gives " + now + "; a store keeps times from "
              + toInstant(Long.MIN_VALUE) + " to " + toInstant(Long.MAX_VALUE),
          null);
    }
    return micros;
  }

  /** Returns {@link #now} in milliseconds. */
  public static long millis(Clock clock) {
    return Math.floorDiv(now(clock), 1_000L);
  }

  /**
   * Returns the instant in microseconds, rounded down. An instant outside the range of {@code long}
   * (some 292,000 years away) becomes the nearest limit of that range.
   */
  public static long of(Instant instant) {
    long seconds = instant.getEpochSecond();
    long micros = instant.getNano() / 1_000;
    try {
      // Before 1970, counts back from the end of the second: no intermediate result overflows then.
      return seconds < 0
          ? Math.addExact(Math.multiplyExact(seconds + 1, 1_000_000L), micros - 1_000_000L)
          : Math.addExact(Math.multiplyExact(seconds, 1_000_000L), micros);
    } catch (ArithmeticException e) {
      return seconds < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  /** Returns the time as an instant. */
  public static Instant toInstant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000L);
  }
}
