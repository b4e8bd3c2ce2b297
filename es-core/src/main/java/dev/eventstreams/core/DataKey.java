package dev.eventstreams.core;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKey;

/**
 * A key that encrypts data for one set of recipients. Its header contains the key wrapped for each
 * recipient.
 *
 * <p>A key is used at most 2^20 times. Nonces of 96 random bits then repeat with a probability of
 * 2^-57; NIST SP 800-38D, section 8.3, allows 2^32 such nonces.
 */
final class DataKey {

  static final int MOST_EVENTS = 1 << 20;

  private final SecretKey key;
  private final byte[] header;
  private final Map<String, UUID> recipients;
  private final AtomicInteger uses = new AtomicInteger();

  /**
   * Makes an unused key; {@code recipients} maps each recipient to the id of the key that wraps it.
   */
  DataKey(SecretKey key, byte[] header, Map<String, UUID> recipients) {
    this.key = key;
    this.header = header;
    this.recipients = recipients;
  }

  SecretKey key() {
    return key;
  }

  /** Returns the header of every envelope made with this key. Callers must not change it. */
  byte[] header() {
    return header;
  }

  Map<String, UUID> recipients() {
    return recipients;
  }

  /** Counts one use; returns false if no use is left. */
  boolean use() {
    return uses.get() < MOST_EVENTS && uses.incrementAndGet() <= MOST_EVENTS;
  }
}
