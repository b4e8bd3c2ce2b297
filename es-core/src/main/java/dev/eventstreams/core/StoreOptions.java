package dev.eventstreams.core;

import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The options with which a store is opened. Immutable: each method returns a new object.
 *
 * @param cacheSize how many {@code EventStream} objects are kept; the least recently used is
 *     dropped first, and still works for the code that holds it; by default 10,000
 * @param executor completes futures, signals subscribers and reads pages ahead; null, the default,
 *     for the store's own: virtual threads if the JVM has them, else daemon threads. A task that
 *     the executor refuses, or runs in the calling thread, goes to the common pool instead
 * @param clock the source of timestamps; by default UTC of the system
 * @param limits the most that the store accepts
 * @param pollInterval how often a store with open watches looks for events that other processes or
 *     store objects appended, if its backend gave no hint; by default a second
 * @param encryption how data is encrypted; by default not at all
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
   * @throws IllegalArgumentException if the cache size is below 0 or the poll interval is not above
   *     0
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

  /** Returns the default options. */
  public static StoreOptions defaults() {
    return DEFAULTS;
  }

  /** Returns these options with another number of {@code EventStream} objects kept. */
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

  /** Returns these options with another poll interval. */
  public StoreOptions withPollInterval(Duration interval) {
    return new StoreOptions(cacheSize, executor, clock, limits, interval, encryption);
  }

  /** Returns these options with another encryption. */
  public StoreOptions withEncryption(Encryption other) {
    return new StoreOptions(cacheSize, executor, clock, limits, pollInterval, other);
  }
}
