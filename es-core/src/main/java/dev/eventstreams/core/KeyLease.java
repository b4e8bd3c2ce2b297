package dev.eventstreams.core;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * What was learnt from the key ring within a minute, and is thrown away as a whole at its end: no key, and no cipher that holds one,
 * is older.
 *
 * <p>A minute by the store's clock or by the machine's own, whichever ends it first; a clock that was set back ends it too. So no
 * change of the clock makes a key live longer.
 */
final class KeyLease {

  static final Duration LIFE = Duration.ofSeconds(60);

  private static final int MOST_HEADERS = 10_000;

  private final Clock clock;
  private final long millis;
  private final long nanos;
  private final Cache<ByteBuffer, Known> headers =
      CacheBuilder.newBuilder().maximumSize(MOST_HEADERS).build();
  private final Queue<Cipher> ciphers = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Known last;

  /** What a header gives to whoever has the ring. */
  sealed interface Unlocked {}

  /** The data key. */
  record Key(SecretKey key) implements Unlocked {}

  /** Nothing, for ever: everybody it was for is forgotten. */
  record Shredded() implements Unlocked {}

  /** Nothing: the keys are not in the ring. */
  record NotOurs() implements Unlocked {}

  /** A header, not to be changed, and what it gave. */
  static final class Known {

    final byte[] header;
    final Unlocked unlocked;

    Known(byte[] header, Unlocked unlocked) {
      this.header = header;
      this.unlocked = unlocked;
    }

    private boolean isOf(byte[] envelope, int length) {
      return Arrays.equals(header, 0, header.length, envelope, 0, length);
    }
  }

  KeyLease(Clock clock) {
    this.clock = clock;
    this.millis = clock.millis();
    this.nanos = System.nanoTime();
  }

  /** Returns whether the clock was set back since it began. */
  boolean isBehind() {
    return clock.millis() < millis;
  }

  boolean isOver() {
    long age = clock.millis() - millis;
    return age < 0 || age >= LIFE.toMillis() || System.nanoTime() - nanos >= LIFE.toNanos();
  }

  /** Returns what is known of the header that is the first {@code length} bytes of an envelope, or null. */
  @Nullable Known known(byte[] envelope, int length) {
    Known recent = last;
    if (recent != null && recent.isOf(envelope, length)) {
      return recent;
    }
    Known known = headers.getIfPresent(ByteBuffer.wrap(envelope, 0, length));
    if (known != null) {
      last = known;
    }
    return known;
  }

  void keep(Known known) {
    headers.put(ByteBuffer.wrap(known.header), known);
    last = known;
  }

  /** Returns a cipher for AES-GCM, to be given back by {@link #release} unless it failed. */
  Cipher cipher() {
    Cipher cipher = ciphers.poll();
    if (cipher != null) {
      return cipher;
    }
    try {
      return Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw noCipher(e);
    }
  }

  static IllegalStateException noCipher(GeneralSecurityException cause) {
    return new IllegalStateException("this JDK cannot encrypt with AES-GCM", cause);
  }

  void release(Cipher cipher) {
    ciphers.add(cipher);
  }
}
