package dev.eventstreams.core;

import dev.eventstreams.KeyRing;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** What a header gives to the holder of a key ring. */
sealed interface Unlocked {

  /** The data key, which has opened nothing yet. */
  record Key(SecretKey key) implements Unlocked {}

  /** Nothing, for ever: everybody it was for is forgotten. */
  record Shredded() implements Unlocked {}

  /** Nothing: the keys are not in the ring. */
  record NotOurs() implements Unlocked {}

  /** Asks for the first key that the ring has; data is shredded once every key is forgotten. */
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
