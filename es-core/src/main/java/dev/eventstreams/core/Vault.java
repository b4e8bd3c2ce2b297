package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.Snapshot;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StoredSnapshot;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts data on its way to the backend, and decrypts it on its way back: AES-256-GCM (NIST SP 800-38D), in envelopes, bound to where
 * the data belongs. In the caller's thread; safe for use by many threads.
 */
class Vault {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyRing ring;
  private final Encryption encryption;
  private final Clock clock;
  private final DataKeys dataKeys;
  private volatile KeyLease lease;

  Vault(KeyRing ring, Encryption encryption, Clock clock) {
    this.ring = ring;
    this.encryption = encryption;
    this.clock = clock;
    this.dataKeys = new DataKeys(ring, clock);
    this.lease = new KeyLease(clock);
  }

  KeyRing ring() {
    return ring;
  }

  /** Returns the lease that is in force: what was decrypted in an earlier one may not be shown any more. */
  KeyLease lease() {
    KeyLease current = lease;
    if (isOver(current)) {
      current = new KeyLease(clock);
      lease = current;
    }
    return current;
  }

  /** Returns what encrypts the events of an append. */
  Sealing sealing() {
    return new Sealing(this, lease());
  }

  Set<String> recipients(String stream, CandidateEvent event) {
    return encryption.recipientsOf(stream, event);
  }

  /** Returns a key for the recipients, which has a use left that is taken. */
  DataKey dataKey(Set<String> recipients, KeyLease current) {
    return dataKeys.use(recipients, current);
  }

  byte[] associatedData(byte[] header, String stream, String id, String type) {
    return AssociatedData.ofEvent(header, stream, id, type);
  }

  byte[] associatedData(byte[] header, String source, String projection, long version) {
    return AssociatedData.ofSnapshot(header, source, projection, version);
  }

  /** Fills the bytes with fresh nonces, one after the other. */
  void fill(byte[] nonces) {
    RANDOM.nextBytes(nonces);
  }

  StoredSnapshot seal(Snapshot snapshot, long timestamp) {
    String source = snapshot.streamId();
    KeyLease current = lease();
    DataKey key = dataKey(encryption.recipientsOfSnapshot(source), current);
    byte[] nonce = new byte[Envelope.NONCE_BYTES];
    fill(nonce);
    byte[] bound = associatedData(key.header(), source, snapshot.projection(), snapshot.version());
    Cipher cipher = current.cipher();
    Bytes state = seal(cipher, key, nonce, bound, snapshot.state());
    current.release(cipher);
    return new StoredSnapshot(
        source, snapshot.projection(), snapshot.version(), timestamp, state, Envelope.FORMAT);
  }

  Bytes seal(Cipher cipher, DataKey key, byte[] nonce, byte[] bound, Bytes plain) {
    byte[] header = key.header();
    int start = header.length + nonce.length;
    byte[] envelope = Arrays.copyOf(header, Envelope.length(header, plain));
    System.arraycopy(nonce, 0, envelope, header.length, nonce.length);
    plain.copyTo(envelope, start);
    try {
      cipher.init(Cipher.ENCRYPT_MODE, key.key(), parameters(nonce, 0));
      cipher.updateAAD(bound);
      int unused = cipher.doFinal(envelope, start, plain.length(), envelope, start);
    } catch (GeneralSecurityException e) {
      throw KeyLease.noCipher(e);
    }
    return Bytes.of(envelope);
  }

  /** Returns the event's data, or null if nobody can read it any more. */
  @Nullable Bytes open(EventRecord event) {
    String stream = event.streamId();
    if (isPlain(event.format(), stream, event.version())) {
      return event.data();
    }
    return open(
        event.data(),
        stream,
        event.version(),
        header -> associatedData(header, stream, event.id(), event.type()));
  }

  /** Returns the snapshot's state, or null if nobody can read it any more. */
  @Nullable Bytes open(StoredSnapshot snapshot) {
    String source = snapshot.source();
    long version = snapshot.version();
    if (isPlain(snapshot.format(), source, version)) {
      return snapshot.state();
    }
    return open(
        snapshot.state(),
        source,
        version,
        header -> associatedData(header, source, snapshot.projection(), version));
  }

  /** Says what the data of an envelope with this header is bound to. */
  interface Binding {
    byte[] to(byte[] header);
  }

  @Nullable Bytes open(Bytes data, String source, long version, Binding binding) {
    byte[] envelope = data.toArray();
    try {
      KeyLease current = lease();
      KeyLease.Known known = unlock(envelope, Envelope.headerLength(envelope), current);
      if (known.unlocked instanceof KeyLease.Key unlocked) {
        return decrypt(current, unlocked.key(), envelope, known.header, binding);
      }
      if (known.unlocked instanceof KeyLease.NotOurs && !encryption.isUnknownRedacted()) {
        throw new DecryptionException(source, version, encryption.whyUnknown(known.header), null);
      }
      return null;
    } catch (GeneralSecurityException | ProviderException e) {
      throw new DecryptionException(
          source, version, "its data was changed, moved or damaged, or the key is wrong", e);
    }
  }

  private static Bytes decrypt(
      KeyLease current, SecretKey key, byte[] envelope, byte[] header, Binding binding)
      throws GeneralSecurityException {
    int start = header.length + Envelope.NONCE_BYTES;
    Cipher cipher = current.cipher();
    cipher.init(Cipher.DECRYPT_MODE, key, parameters(envelope, header.length));
    cipher.updateAAD(binding.to(header));
    int length = cipher.doFinal(envelope, start, envelope.length - start, envelope, start);
    current.release(cipher);
    return Bytes.of(envelope, start, length);
  }

  private static GCMParameterSpec parameters(byte[] bytes, int nonceAt) {
    return new GCMParameterSpec(8 * Envelope.TAG_BYTES, bytes, nonceAt, Envelope.NONCE_BYTES);
  }

  private KeyLease.Known unlock(byte[] envelope, int headerLength, KeyLease current)
      throws GeneralSecurityException {
    KeyLease.Known known = current.known(envelope, headerLength);
    if (known != null) {
      return known;
    }
    byte[] header = Arrays.copyOf(envelope, headerLength);
    KeyLease.Known found = new KeyLease.Known(header, find(Envelope.recipients(header)));
    // A key that is not there may come: it is asked for again, unless it is not wanted.
    if (!(found.unlocked instanceof KeyLease.NotOurs) || encryption.isUnknownRedacted()) {
      current.keep(found);
    }
    return found;
  }

  /** Asks the ring for the first key that it has; data is shredded once every key is forgotten. */
  KeyLease.Unlocked find(List<Envelope.WrappedKey> recipients) throws GeneralSecurityException {
    boolean shredded = !recipients.isEmpty();
    for (Envelope.WrappedKey recipient : recipients) {
      KeyRing.Answer answer = ring.find(recipient.keyId());
      if (answer instanceof KeyRing.Known known) {
        return new KeyLease.Key(
            new SecretKeySpec(known.key().unwrap(recipient.wrapped().toArray()), "AES"));
      }
      shredded &= answer instanceof KeyRing.Forgotten;
    }
    return shredded ? new KeyLease.Shredded() : new KeyLease.NotOurs();
  }

  /** Returns whether data is plain and may be. */
  boolean isPlain(int format, String source, long version) {
    if (format == Envelope.FORMAT) {
      return false;
    }
    if (format != EventCodec.PLAIN) {
      throw new DecryptionException(
          source,
          version,
          "its data has the format " + format + ", which this version of the library does not know",
          null);
    }
    if (!encryption.isPlainAccepted()) {
      throw new DecryptionException(
          source,
          version,
          "its data is not encrypted, though this store is: somebody may have planted it; to read "
              + "what was written before there was a key, open the store with acceptPlain()",
          null);
    }
    return true;
  }

  boolean isOver(KeyLease current) {
    return current.isOver();
  }

  /** Destroys the recipient's keys, and holds none of them when this returns. */
  ForgetResult forget(String recipient) {
    ForgetResult result = ring.forget(recipient);
    dataKeys.drop();
    lease = new KeyLease(clock);
    return result;
  }
}
