package dev.eventstreams.core;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.eventstreams.Bytes;
import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.spi.Names;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.crypto.spec.SecretKeySpec;

/**
 * The data keys of a lease, one for each set of recipients. Data keys are random and are never
 * shared between stores, processes, leases or sets of recipients.
 */
final class DataKeys {

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int KEY_BYTES = 32;
  private static final int MOST_KEYS = 10_000;

  private final KeyRing ring;
  private final Cache<Set<String>, DataKey> keys =
      CacheBuilder.newBuilder().maximumSize(MOST_KEYS).build();

  DataKeys(KeyRing ring) {
    this.ring = ring;
  }

  /** Returns a key for the recipients and counts one use of it. */
  DataKey use(Set<String> recipients) {
    DataKey known = keys.getIfPresent(recipients);
    if (known != null && known.use()) {
      return known;
    }
    DataKey fresh = make(recipients);
    boolean unused = fresh.use();
    keys.put(recipients, fresh);
    return fresh;
  }

  private DataKey make(Set<String> recipients) {
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
    return new DataKey(new SecretKeySpec(key, "AES"), Envelope.header(wrapped), Map.copyOf(ids));
  }

  private static void check(Set<String> recipients) {
    if (recipients.isEmpty() || recipients.size() > Recipients.MAX) {
      throw new IllegalArgumentException(
          "an event for " + recipients.size() + " recipients; it needs 1 to " + Recipients.MAX);
    }
    for (String recipient : recipients) {
      if (Names.recipient(recipient).equals(KeyRing.RING)) {
        throw new IllegalArgumentException("an event for \"" + KeyRing.RING
            + "\": this name is reserved for the key that checks the key ring");
      }
    }
  }

  private Bytes wrap(String recipient, UUID id, byte[] key) {
    KeyRing.Answer answer = ring.find(id);
    if (answer instanceof KeyRing.Forgotten) {
      throw new RecipientForgottenException(recipient);
    }
    if (!(answer instanceof KeyRing.Known known)) {
      throw new IllegalStateException("the key ring names " + id + " as the current key of "
          + Names.quote(recipient) + ", but does not have it");
    }
    return Bytes.of(Envelope.wrap(known.key(), key));
  }
}
