package dev.eventstreams.core;

import dev.eventstreams.StoreListener;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The options with which a store is opened. Immutable: each {@code with…} method returns new options. */
public final class StoreOptions {

  private static final StoreOptions DEFAULTS = new StoreOptions();

  private int cacheSize = 10_000;
  private @Nullable Executor executor;
  private Clock clock = Clock.systemUTC();
  private Limits limits = Limits.defaults();
  private Duration pollInterval = Duration.ofSeconds(1);
  private Encryption encryption = Encryption.none();
  private @Nullable StoreListener listener;

  private StoreOptions() {}

  private StoreOptions(StoreOptions other) {
    this.cacheSize = other.cacheSize;
    this.executor = other.executor;
    this.clock = other.clock;
    this.limits = other.limits;
    this.pollInterval = other.pollInterval;
    this.encryption = other.encryption;
    this.listener = other.listener;
  }

  /** Returns the default options. */
  public static StoreOptions defaults() {
    return DEFAULTS;
  }

  /**
   * Returns these options with another number of {@code EventStream} objects that the store keeps;
   * by default 10,000. The least recently used one is dropped first, and still works for the code
   * that holds it.
   *
   * @throws IllegalArgumentException if the number is below 0
   */
  public StoreOptions withCacheSize(int size) {
    if (size < 0) {
      throw new IllegalArgumentException("cache size " + size + " is below 0");
    }
    StoreOptions changed = new StoreOptions(this);
    changed.cacheSize = size;
    return changed;
  }

  /**
   * Returns these options with an executor, which the store does not shut down; by default the store
   * has its own: virtual threads if the JVM has them, else daemon threads. It completes futures,
   * signals subscribers, reads pages ahead, and commits appends for which only futures wait. A task
   * that the executor refuses, or runs in the calling thread, goes to the common pool instead.
   */
  public StoreOptions withExecutor(Executor own) {
    StoreOptions changed = new StoreOptions(this);
    changed.executor = Objects.requireNonNull(own, "own");
    return changed;
  }

  /** Returns these options with another source of timestamps; by default UTC of the system. */
  public StoreOptions withClock(Clock other) {
    StoreOptions changed = new StoreOptions(this);
    changed.clock = Objects.requireNonNull(other, "clock");
    return changed;
  }

  /** Returns these options with other limits for what the store accepts. */
  public StoreOptions withLimits(Limits other) {
    StoreOptions changed = new StoreOptions(this);
    changed.limits = Objects.requireNonNull(other, "limits");
    return changed;
  }

  /**
   * Returns these options with another poll interval: how often a store with open watches looks for
   * events that other processes or store objects appended, if its backend gave no hint; by default a
   * second.
   *
   * @throws IllegalArgumentException if the interval is not above 0
   */
  public StoreOptions withPollInterval(Duration interval) {
    Objects.requireNonNull(interval, "pollInterval");
    if (interval.isNegative() || interval.isZero()) {
      throw new IllegalArgumentException("poll interval " + interval + " is not above 0");
    }
    StoreOptions changed = new StoreOptions(this);
    changed.pollInterval = interval;
    return changed;
  }

  /** Returns these options with another encryption of data; by default there is none. */
  public StoreOptions withEncryption(Encryption other) {
    StoreOptions changed = new StoreOptions(this);
    changed.encryption = Objects.requireNonNull(other, "encryption");
    return changed;
  }

  /** Returns these options with a listener that receives what the store does; by default none. */
  public StoreOptions withListener(StoreListener receiver) {
    StoreOptions changed = new StoreOptions(this);
    changed.listener = Objects.requireNonNull(receiver, "listener");
    return changed;
  }

  /** Returns how many {@code EventStream} objects the store keeps. */
  public int cacheSize() {
    return cacheSize;
  }

  /** Returns the executor; null if the store has its own. */
  public @Nullable Executor executor() {
    return executor;
  }

  /** Returns the source of timestamps. */
  public Clock clock() {
    return clock;
  }

  /** Returns the most that the store accepts. */
  public Limits limits() {
    return limits;
  }

  /** Returns how often a store with open watches looks for events without a hint. */
  public Duration pollInterval() {
    return pollInterval;
  }

  /** Returns how data is encrypted. */
  public Encryption encryption() {
    return encryption;
  }

  /** Returns the listener; null if there is none. */
  public @Nullable StoreListener listener() {
    return listener;
  }
}
