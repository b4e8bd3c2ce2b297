package dev.eventstreams.core;

import dev.eventstreams.core.adapter.Micros;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Generates ids that sort by time, for events without an idempotency key: 26 characters of
 * Crockford's base 32, like a ULID. The first 10 are the milliseconds since 1970. The next 8 are
 * random, drawn when the store is opened. The last 8 are a count that starts at a random number.
 *
 * <p>Ids of one store object differ in the count. Ids that two store objects make in the same
 * millisecond differ in 40 random bits, or in the count if those bits agree.
 */
final class EventIds {

  private static final byte[] DIGITS =
      "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.ISO_8859_1);
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Clock clock;
  private final long origin = RANDOM.nextLong();
  private final AtomicLong count = new AtomicLong(RANDOM.nextLong() >>> 32);

  EventIds(Clock clock) {
    this.clock = clock;
  }

  String next() {
    byte[] id = new byte[26];
    write(Micros.millis(clock), id, 0, 10);
    write(origin, id, 10, 8);
    write(count.getAndIncrement(), id, 18, 8);
    return new String(id, StandardCharsets.ISO_8859_1);
  }

  private static void write(long value, byte[] id, int offset, int digits) {
    for (int i = 0; i < digits; i++) {
      id[offset + i] = DIGITS[(int) (value >>> (5 * (digits - 1 - i))) & 31];
    }
  }
}
