package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.Snapshot;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
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

/**
 * Encrypts data on its way to the backend and decrypts it on its way back: AES-256-GCM (NIST SP
 * 800-38D), in envelopes that are bound to the place of the data. Works in the caller's thread;
 * safe for use by many threads.
 */
class Vault {

  private static final SecureRandom RANDOM = new SecureRandom();

  private final KeyRing ring;
  private final Encryption encryption;
  private final Leases leases;

  Vault(KeyRing ring, Encryption encryption, Clock clock) {
    this(ring, encryption, clock, KeyTimer.SHARED);
  }

  Vault(KeyRing ring, Encryption encryption, Clock clock, KeyTimer timer) {
    this.ring = ring;
    this.encryption = encryption;
    this.leases = new Leases(ring, clock, timer, this::isOver);
  }

  KeyRing ring() {
    return ring;
  }

  /**
   * Returns the current lease. Data that was decrypted in an earlier lease may no longer be shown.
   */
  KeyLease lease() {
    return leases.current();
  }

  /** Drops every key, but not the ring. */
  void close() {
    leases.end();
  }

  /** Returns an object that encrypts the events of one append. */
  Sealing sealing() {
    return new Sealing(this, lease());
  }

  Set<String> recipients(String stream, CandidateEvent event) {
    return encryption.recipientsOf(stream, event);
  }

  /** Returns a key for the recipients and counts one use of it. */
  DataKey dataKey(Set<String> recipients, KeyLease current) {
    return current.dataKey(recipients);
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
    try {
      return Envelope.seal(cipher, key, nonce, bound, plain);
    } catch (GeneralSecurityException e) {
      throw KeyLease.noCipher(e);
    }
  }

  /**
   * Returns the event's data, or the reason why it is redacted: all its keys are forgotten, or the
   * ring has none of them and unknown keys are redacted.
   */
  Content open(EventRecord event) {
    String stream = event.streamId();
    if (isPlain(event.format(), Place.of(event))) {
      return Content.of(event.data());
    }
    return open(
        event.data(),
        Place.of(event),
        header -> associatedData(header, stream, event.id(), event.type()));
  }

  /** Returns the snapshot's state, or the reason why it is redacted, as for an event. */
  Content open(StoredSnapshot snapshot) {
    String source = snapshot.source();
    long version = snapshot.version();
    if (isPlain(snapshot.format(), Place.of(snapshot))) {
      return Content.of(snapshot.state());
    }
    return open(
        snapshot.state(),
        Place.of(snapshot),
        header -> associatedData(header, source, snapshot.projection(), version));
  }

  /** Returns the additional authenticated data for an envelope with this header. */
  interface Binding {
    byte[] to(byte[] header);
  }

  Content open(Bytes data, Place place, Binding binding) {
    byte[] envelope = data.toArray();
    try {
      return open(envelope, Envelope.headerLength(envelope), place, binding);
    } catch (GeneralSecurityException | ProviderException e) {
      throw place.failure("its data was changed, moved or damaged, or the key is wrong", e);
    }
  }

  // A header is kept only after its key has opened an envelope, so planted headers take no memory.
  private Content open(byte[] envelope, int headerLength, Place place, Binding binding)
      throws GeneralSecurityException {
    KeyLease current = lease();
    KeyLease.Opened known = current.opened(envelope, headerLength);
    if (known != null) {
      return Content.of(decrypt(current, known.key, envelope, known.header, binding));
    }
    byte[] header = Arrays.copyOf(envelope, headerLength);
    Unlocked found = find(Envelope.recipients(header), current);
    if (found instanceof Unlocked.Key unlocked) {
      Bytes opened = decrypt(current, unlocked.key(), envelope, header, binding);
      current.keep(new KeyLease.Opened(header, unlocked.key()));
      return Content.of(opened);
    }
    if (found instanceof Unlocked.Shredded) {
      return Content.FORGOTTEN;
    }
    if (!encryption.isUnknownRedacted()) {
      throw place.failure(encryption.whyUnknown(header), null);
    }
    return Content.NOT_FOR_READER;
  }

  private static Bytes decrypt(
      KeyLease current, SecretKey key, byte[] envelope, byte[] header, Binding binding)
      throws GeneralSecurityException {
    Cipher cipher = current.cipher();
    Bytes opened = Envelope.open(cipher, key, envelope, header.length, binding.to(header));
    current.release(cipher);
    return opened;
  }

  Unlocked find(List<Envelope.WrappedKey> recipients, KeyLease current)
      throws GeneralSecurityException {
    return Unlocked.of(recipients, current, !encryption.isUnknownRedacted());
  }

  /**
   * Returns whether data is plain; throws if plain data is not accepted or the format is unknown.
   */
  boolean isPlain(int format, Place place) {
    if (format == Envelope.FORMAT) {
      return false;
    }
    if (format != EventCodec.PLAIN) {
      throw place.failure(
          "its data has the format " + format + ", which this version of the library does not know",
          null);
    }
    if (!encryption.isPlainAccepted()) {
      throw place.failure(
          "its data is not encrypted, though this store is: an attacker may have planted it; to "
              + "read data from before there was a key, open the store with acceptPlain()",
          null);
    }
    return true;
  }

  boolean isOver(KeyLease current) {
    return current.life().isOver();
  }

  /**
   * Destroys the recipient's keys, and the keys of all snapshots that may hold the recipient's data.
   * The vault holds none of them when this method ends, also if it throws.
   *
   * <p>The keys of snapshots are destroyed before the recipient's keys, and again afterwards. Before:
   * if the ring or the process fails at any later step, no snapshot that was saved before this call
   * outlives the recipient's keys. If only the first step was done, the recipient is not forgotten,
   * and projections begin anew. Afterwards: between the two steps another thread or process may read
   * the recipient's events and save a snapshot with a new key. So when this returns, no snapshot that
   * was saved before then can be read. A repeated call does every step again.
   */
  ForgetResult forget(String recipient) {
    Names.forgettable(recipient);
    try {
      destroySnapshotKeys(true);
      ForgetResult result = ring.forget(recipient);
      destroySnapshotKeys(false);
      return result;
    } finally {
      leases.end();
    }
  }

  void destroySnapshotKeys(boolean before) {
    ring.destroyKeys(KeyRing.SNAPSHOTS);
  }
}
