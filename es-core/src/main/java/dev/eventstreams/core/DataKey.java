package dev.eventstreams.core;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * A key that data is encrypted with, for one set of recipients, wrapped for each in the header.
 *
 * <p>Nonces of 96 random bits repeat with a probability of 2^-57 within the 2^20 of a key's life; NIST SP 800-38D, section 8.3, allows
 * 2^32 of them.
 */
final class DataKey {

  static final Duration LIFE = Duration.ofHours(1);
  static final int MOST_EVENTS = 1 << 20;

  private final SecretKey key;
  private final byte[] header;
  private final Map<String, UUID> recipients;
  private final Clock clock;
  private final long millis;
  private final long nanos;
  private final AtomicInteger uses = new AtomicInteger();
  private volatile @Nullable KeyLease checkedIn;

  /**
   * Begins its life.
   *
   * @param recipients the ids of the keys that it is wrapped by, of each recipient
   * @param checkedIn the lease in which these were their current keys
   */
  DataKey(
      SecretKey key, byte[] header, Map<String, UUID> recipients, Clock clock, KeyLease checkedIn) {
    this.key = key;
    this.header = header;
    this.recipients = recipients;
    this.clock = clock;
    this.millis = clock.millis();
    this.nanos = System.nanoTime();
    this.checkedIn = checkedIn;
  }

  SecretKey key() {
    return key;
  }

  /** Returns the header of every envelope made with this key; not to be changed. */
  byte[] header() {
    return header;
  }

  Map<String, UUID> recipients() {
    return recipients;
  }

  /** Returns whether its hour is over, by either clock; a clock that was set back ends it too. */
  boolean isOld() {
    long age = clock.millis() - millis;
    return age < 0 || age >= LIFE.toMillis() || System.nanoTime() - nanos >= LIFE.toNanos();
  }

  /** Takes one of its uses; returns false if there is none left. */
  boolean use() {
    return uses.get() < MOST_EVENTS && uses.incrementAndGet() <= MOST_EVENTS;
  }

  boolean isCheckedIn(KeyLease lease) {
    return checkedIn == lease;
  }

  void checked(KeyLease lease) {
    checkedIn = lease;
  }
}
