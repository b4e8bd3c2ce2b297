package dev.eventstreams.core;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
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
  private final Cache<ByteBuffer, Unlocked> headers =
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

  private record Known(ByteBuffer header, Unlocked unlocked) {}

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
    return isBehind() || age >= LIFE.toMillis() || System.nanoTime() - nanos >= LIFE.toNanos();
  }

  /** Returns what is known of a header, or null. */
  @Nullable Unlocked known(ByteBuffer header) {
    Known recent = last;
    if (recent != null && recent.header.equals(header)) {
      return recent.unlocked;
    }
    Unlocked unlocked = headers.getIfPresent(header);
    if (unlocked != null) {
      last = new Known(header, unlocked);
    }
    return unlocked;
  }

  void keep(ByteBuffer header, Unlocked unlocked) {
    headers.put(header, unlocked);
    last = new Known(header, unlocked);
  }

  /** Returns a cipher for AES-GCM, to be given back by {@link #release} unless it failed. */
  Cipher cipher() throws GeneralSecurityException {
    Cipher cipher = ciphers.poll();
    return cipher != null ? cipher : Cipher.getInstance("AES/GCM/NoPadding");
  }

  void release(Cipher cipher) {
    ciphers.add(cipher);
  }
}
