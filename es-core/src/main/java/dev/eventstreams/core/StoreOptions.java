package dev.eventstreams.core;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a store is opened. Immutable: each method returns a new one.
 *
 * @param cacheSize how many stream handles are kept; the least recently used leaves first, and keeps working for whoever
 *     holds it; by default 10,000
 * @param executor where futures complete, publishers signal and pages are read ahead; null, the default, for one of the
 *     store's own: virtual threads where the JVM has them, else daemon threads. A task that it refuses, or runs in the thread
 *     that gives it, goes to the common pool instead
 * @param clock where timestamps come from; by default UTC of the system
 * @param limits what is taken at most
 * @param pollInterval how often a store with open watches looks for what others appended where its backend gave no hint; by
 *     default a second
 * @param encryption how data is kept from others; by default not at all
 */
public record StoreOptions(
    int cacheSize,
    @Nullable Executor executor,
    Clock clock,
    Limits limits,
    Duration pollInterval,
    Encryption encryption) {

  private static final StoreOptions DEFAULTS = new StoreOptions(
      10_000, null, Clock.systemUTC(), Limits.defaults(), Duration.ofSeconds(1), Encryption.none());

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if the cache size is below 0 or the poll interval not above 0
   */
  public StoreOptions {
    Objects.requireNonNull(clock, "clock");
    Objects.requireNonNull(limits, "limits");
    Objects.requireNonNull(pollInterval, "pollInterval");
    Objects.requireNonNull(encryption, "encryption");
    if (cacheSize < 0) {
      throw new IllegalArgumentException("cache size " + cacheSize + " is below 0");
    }
    if (pollInterval.isNegative() || pollInterval.isZero()) {
      throw new IllegalArgumentException("poll interval " + pollInterval + " is not above 0");
    }
  }

  /** Returns the options of a store that was told nothing else. */
  public static StoreOptions defaults() {
    return DEFAULTS;
  }

  /** Returns these options with another number of stream handles kept. */
  public StoreOptions withCacheSize(int size) {
    return new StoreOptions(size, executor, clock, limits, pollInterval, encryption);
  }

  /** Returns these options with an executor, which the store does not shut down. */
  public StoreOptions withExecutor(Executor own) {
    Objects.requireNonNull(own, "own");
    return new StoreOptions(cacheSize, own, clock, limits, pollInterval, encryption);
  }

  /** Returns these options with another clock. */
  public StoreOptions withClock(Clock other) {
    return new StoreOptions(cacheSize, executor, other, limits, pollInterval, encryption);
  }

  /** Returns these options with other limits. */
  public StoreOptions withLimits(Limits other) {
    return new StoreOptions(cacheSize, executor, clock, other, pollInterval, encryption);
  }

  /** Returns these options with another interval of looking for what others appended. */
  public StoreOptions withPollInterval(Duration interval) {
    return new StoreOptions(cacheSize, executor, clock, limits, interval, encryption);
  }

  /** Returns these options with another encryption. */
  public StoreOptions withEncryption(Encryption other) {
    return new StoreOptions(cacheSize, executor, clock, limits, pollInterval, other);
  }
}
