package dev.eventstreams.core;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.eventstreams.KeyRing;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Caches key-ring answers, data keys and ciphers for at most 60 s, and is then discarded as a
 * whole: no key, and no cipher that holds a key, is older. So within a minute after a rotation
 * every process uses the new key, and within a minute after a recipient was forgotten no process
 * writes anything more for that recipient.
 */
final class KeyLease {

  static final Duration LIFE = Duration.ofSeconds(60);

  private static final int MOST_HEADER_BYTES = 8 << 20;
  private static final int BYTES_BESIDE_A_HEADER = 256;
  private static final int MOST_ANSWERS = 10_000;

  private final KeyRing ring;
  private final Lifetime life;
  private final DataKeys dataKeys;
  private final Object token = new Object();
  private final Cache<ByteBuffer, Opened> headers = CacheBuilder.newBuilder()
      .maximumWeight(MOST_HEADER_BYTES)
      .weigher((ByteBuffer header, Opened opened) -> header.limit() + BYTES_BESIDE_A_HEADER)
      .build();
  private final Cache<UUID, KeyRing.Answer> noKeys =
      CacheBuilder.newBuilder().maximumSize(MOST_ANSWERS).build();
  private final Queue<Cipher> ciphers = new ConcurrentLinkedQueue<>();
  private volatile @Nullable Opened last;

  /**
   * A header and its data key, which has opened an envelope. Callers must not change the header.
   */
  static final class Opened {

    final byte[] header;
    final SecretKey key;

    Opened(byte[] header, SecretKey key) {
      this.header = header;
      this.key = key;
    }

    private boolean isOf(byte[] envelope, int length) {
      return Arrays.equals(header, 0, header.length, envelope, 0, length);
    }
  }

  KeyLease(KeyRing ring, Clock clock) {
    this.ring = ring;
    this.life = new Lifetime(clock, LIFE);
    this.dataKeys = new DataKeys(ring);
  }

  Lifetime life() {
    return life;
  }

  /** Returns an object that identifies this lease and holds none of its keys. */
  Object token() {
    return token;
  }

  /** Returns a key for the recipients and counts one use of it. */
  DataKey dataKey(Set<String> recipients) {
    return dataKeys.use(recipients);
  }

  /**
   * Returns the cached header that equals the first {@code length} bytes of an envelope, or null.
   */
  @Nullable Opened opened(byte[] envelope, int length) {
    Opened recent = last;
    if (recent != null && recent.isOf(envelope, length)) {
      return recent;
    }
    Opened opened = headers.getIfPresent(ByteBuffer.wrap(envelope, 0, length));
    if (opened != null) {
      last = opened;
    }
    return opened;
  }

  void keep(Opened opened) {
    headers.put(ByteBuffer.wrap(opened.header), opened);
    last = opened;
  }

  /**
   * Asks the ring for a key, unless the cached answer is that there is none. The answer that a key
   * is unknown is cached only if the key is not wanted, because a wanted key may come later.
   */
  KeyRing.Answer find(UUID keyId, boolean wanted) {
    KeyRing.Answer known = noKeys.getIfPresent(keyId);
    if (known != null) {
      return known;
    }
    KeyRing.Answer answer = ring.find(keyId);
    if (answer instanceof KeyRing.Forgotten || (answer instanceof KeyRing.Unknown && !wanted)) {
      noKeys.put(keyId, answer);
    }
    return answer;
  }

  /**
   * Returns a cipher for AES-GCM. The caller gives it back by {@link #release} unless the cipher
   * failed.
   */
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
