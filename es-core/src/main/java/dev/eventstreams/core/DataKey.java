package dev.eventstreams.core;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.SecretKey;

/**
 * A key that data is encrypted with, for one set of recipients, wrapped for each in the header.
 *
 * <p>Nonces of 96 random bits repeat with a probability of 2^-57 within the 2^20 of a key's life; NIST SP 800-38D, section 8.3, allows
 * 2^32 of them.
 */
final class DataKey {

  static final int MOST_EVENTS = 1 << 20;

  private final SecretKey key;
  private final byte[] header;
  private final Map<String, UUID> recipients;
  private final AtomicInteger uses = new AtomicInteger();

  /** Begins its life; the recipients have the ids of the keys that it is wrapped by. */
  DataKey(SecretKey key, byte[] header, Map<String, UUID> recipients) {
    this.key = key;
    this.header = header;
    this.recipients = recipients;
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

  /** Takes one of its uses; returns false if there is none left. */
  boolean use() {
    return uses.get() < MOST_EVENTS && uses.incrementAndGet() <= MOST_EVENTS;
  }
}
