package dev.eventstreams.core;

import dev.eventstreams.KeyRing;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** The result of unlocking a header with a key ring. */
sealed interface Unlocked {

  /** The data key, which has not opened an envelope yet. */
  record Key(SecretKey key) implements Unlocked {}

  /** No key, for ever: all recipients are forgotten. */
  record Shredded() implements Unlocked {}

  /** No key: the ring has none of the keys, and not all of them are forgotten. */
  record NotOurs() implements Unlocked {}

  /** Uses the first key that the ring has. Data is shredded once every key is forgotten. */
  static Unlocked of(List<Envelope.WrappedKey> recipients, KeyLease lease, boolean wanted)
      throws GeneralSecurityException {
    boolean shredded = !recipients.isEmpty();
    for (Envelope.WrappedKey recipient : recipients) {
      KeyRing.Answer answer = lease.find(recipient.keyId(), wanted);
      if (answer instanceof KeyRing.Known known) {
        byte[] key = known.key().unwrap(recipient.wrapped().toArray());
        return new Key(new SecretKeySpec(key, "AES"));
      }
      shredded &= answer instanceof KeyRing.Forgotten;
    }
    return shredded ? new Shredded() : new NotOurs();
  }
}
