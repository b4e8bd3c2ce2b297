package dev.eventstreams.core;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.eventstreams.Bytes;
import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.Names;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * The data keys in use, one for each set of recipients. Random, and never shared: no two stores, processes or sets of recipients
 * have one in common.
 *
 * <p>A key is used on only if, within the present lease, each of its recipients still has the key that it is wrapped by. So within a
 * minute everywhere, a rotated key is followed and nothing more is written for somebody who was forgotten.
 */
final class DataKeys {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 32;
  private static final int MOST_KEYS = 10_000;

  private final KeyRing ring;
  private final Clock clock;
  private final Cache<Set<String>, DataKey> keys =
      CacheBuilder.newBuilder().maximumSize(MOST_KEYS).build();

  DataKeys(KeyRing ring, Clock clock) {
    this.ring = ring;
    this.clock = clock;
  }

  /** Returns a key for the recipients, and takes one of its uses. */
  DataKey use(Set<String> recipients, KeyLease lease) {
    DataKey known = keys.getIfPresent(recipients);
    if (known != null && !known.isOld() && isCurrent(known, lease) && known.use()) {
      return known;
    }
    keys.invalidate(recipients);
    DataKey fresh = make(recipients, lease);
    keys.put(recipients, fresh);
    boolean unused = fresh.use();
    return fresh;
  }

  /** Drops every key: somebody was forgotten. */
  void drop() {
    keys.invalidateAll();
  }

  private boolean isCurrent(DataKey key, KeyLease lease) {
    if (key.isCheckedIn(lease)) {
      return true;
    }
    for (Map.Entry<String, UUID> recipient : key.recipients().entrySet()) {
      if (!ring.currentKey(recipient.getKey()).equals(recipient.getValue())) {
        return false;
      }
    }
    key.checked(lease);
    return true;
  }

  private DataKey make(Set<String> recipients, KeyLease lease) {
    check(recipients);
    byte[] key = new byte[KEY_BYTES];
    RANDOM.nextBytes(key);
    List<Envelope.WrappedKey> wrapped = new ArrayList<>();
    Map<String, UUID> ids = new HashMap<>();
    for (String recipient : recipients) {
      UUID id = ring.currentKey(recipient);
      wrapped.add(new Envelope.WrappedKey(id, wrap(recipient, id, key)));
      ids.put(recipient, id);
    }
    return new DataKey(
        new SecretKeySpec(key, "AES"), Envelope.header(wrapped), Map.copyOf(ids), clock, lease);
  }

  private static void check(Set<String> recipients) {
    if (recipients.isEmpty() || recipients.size() > Recipients.MAX) {
      throw new IllegalArgumentException(
          "an event for " + recipients.size() + " recipients; it needs 1 to " + Recipients.MAX);
    }
    recipients.forEach(Names::recipient);
  }

  private Bytes wrap(String recipient, UUID id, byte[] key) {
    KeyRing.Answer answer = ring.find(id);
    if (answer instanceof KeyRing.Forgotten) {
      throw new RecipientForgottenException(recipient);
    }
    if (!(answer instanceof KeyRing.Known known)) {
      throw new IllegalStateException("the key ring says that " + id + " is the current key of "
          + recipient + ", and does not know it");
    }
    byte[] wrapped = known.key().wrap(key);
    if (wrapped.length < 1 || wrapped.length > WrappingKey.MAX_WRAPPED_BYTES) {
      throw new IllegalStateException("the key ring wrapped a key in " + wrapped.length
          + " bytes; the limit is " + WrappingKey.MAX_WRAPPED_BYTES);
    }
    return Bytes.of(wrapped);
  }
}
