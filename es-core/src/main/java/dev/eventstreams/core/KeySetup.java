package dev.eventstreams.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.base.Suppliers;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.KeyRing;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.StorageHandle;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Opens a store with a key: settles the key in a store that has none, and otherwise checks that the
 * key is the one of the store. A settled value is never replaced, so a database gains nothing by
 * planting parameters.
 */
final class KeySetup {

  static final int LEAST_ROUNDS = 600_000;

  // About ten seconds. A database with a larger number would only waste time, so it is refused.
  static final int MOST_ROUNDS = 20_000_000;

  private static final int KEY_BITS = 256;
  private static final byte[] RING_CHECK = new byte[KEY_BITS / 8];
  private static final SecureRandom RANDOM = new SecureRandom();

  private final StorageHandle storage;
  private final boolean acceptPlain;

  /** Makes a setup. If plain data is accepted, a plain store is encrypted from now on. */
  KeySetup(StorageHandle storage, boolean acceptPlain) {
    this.storage = storage;
    this.acceptPlain = acceptPlain;
  }

  /** Opens the store with a key of 32 bytes. */
  KeyRing withKey(byte[] key) {
    return checked(
        settled(
            StoredSetup.Kind.KEY,
            () -> withCheck(StoredSetup.of(StoredSetup.Kind.KEY, UUID.randomUUID()), key)),
        key);
  }

  /**
   * Opens the store with a passphrase. A new store gets these rounds; a store that has rounds must
   * have at least as many.
   */
  KeyRing withPassphrase(char[] passphrase, int rounds) {
    byte[] salt = new byte[16];
    RANDOM.nextBytes(salt);
    Supplier<byte[]> root = Suppliers.memoize(() -> derive(passphrase, salt, rounds));
    StoredSetup setup = settled(
        StoredSetup.Kind.PASSPHRASE,
        () -> withCheck(StoredSetup.ofPassphrase(UUID.randomUUID(), rounds, salt), root.get()));
    if (setup.rounds() < rounds || setup.rounds() > MOST_ROUNDS) {
      throw refused("its passphrase is derived in " + setup.rounds() + " rounds; " + rounds + " to "
          + MOST_ROUNDS + " are required");
    }
    boolean isNew = Arrays.equals(salt, setup.salt());
    return checked(setup, isNew ? root.get() : derive(passphrase, setup.salt(), setup.rounds()));
  }

  /** Opens the store with a ring. */
  KeyRing withRing(KeyRing ring) {
    StoredSetup setup = settled(StoredSetup.Kind.RING, () -> {
      UUID id = ring.currentKey(KeyRing.RING);
      return StoredSetup.of(StoredSetup.Kind.RING, id).withCheck(ringCheck(ring, id));
    });
    if (setup.isChecked() && !isOf(ring, setup)) {
      throw refused("the key ring is not the one that it was made with: it does not have the key "
          + setup.id());
    }
    return ring;
  }

  private static byte[] ringCheck(KeyRing ring, UUID id) {
    if (!(ring.find(id) instanceof KeyRing.Known known)) {
      throw new IllegalStateException("the key ring names " + id + " as the current key of "
          + KeyRing.RING + ", but does not have it");
    }
    return Envelope.wrap(known.key(), RING_CHECK);
  }

  private static boolean isOf(KeyRing ring, StoredSetup setup) {
    try {
      return ring.find(setup.id()) instanceof KeyRing.Known known
          && MessageDigest.isEqual(RING_CHECK, known.key().unwrap(setup.check()));
    } catch (GeneralSecurityException | ProviderException e) {
      return false;
    }
  }

  // If an append without a key came first, the proposal is not settled, because the store is plain.
  // The second try then refuses that store or settles the proposal under the name SINCE.
  private StoredSetup settled(StoredSetup.Kind kind, Supplier<StoredSetup> proposal) {
    StoredSetup stands = StoredSetup.standing(storage);
    if (stands == null || stands.isPlain()) {
      refusePlain(stands);
      String name = stands == null ? StoredSetup.FIRST : StoredSetup.SINCE;
      StoredSetup settled = proposal.get().settle(storage, name);
      return settled.isPlain() && stands == null ? settled(kind, proposal) : ofKind(kind, settled);
    }
    return ofKind(kind, stands);
  }

  // A store with events and without a setup has plain events.
  private void refusePlain(@Nullable StoredSetup stands) {
    if (!acceptPlain && (stands != null || storage.head(null).last() > 0)) {
      throw refused("it is not encrypted, but it was opened with a key; with acceptPlain() its "
          + "data stays readable, and new events are encrypted");
    }
  }

  private StoredSetup ofKind(StoredSetup.Kind kind, StoredSetup setup) {
    if (setup.kind() != kind) {
      throw refused(
          "its key is another kind of key: open it with " + setup.kind().opener());
    }
    return setup;
  }

  private static StoredSetup withCheck(StoredSetup setup, byte[] root) {
    return setup.withCheck(expand(root, "es check", setup.parameters()));
  }

  private KeyRing checked(StoredSetup setup, byte[] root) {
    if (!MessageDigest.isEqual(withCheck(setup, root).check(), setup.check())) {
      throw refused("the key or passphrase is not the one that it was made with");
    }
    byte[] id = Arrays.copyOfRange(setup.parameters(), 2, 18);
    return new SingleKeyRing(setup.id(), WrappingKey.aes(expand(root, "es wrap", id)));
  }

  private DecryptionException refused(String why) {
    return DecryptionException.ofStore(storage.location(), why);
  }

  /** RFC 5869, HKDF-Expand with SHA-256, one block. */
  static byte[] expand(byte[] root, String label, byte[] context) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(root, "HmacSHA256"));
      mac.update(label.getBytes(US_ASCII));
      mac.update(context);
      return mac.doFinal(new byte[] {1});
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no HMAC-SHA256", e);
    }
  }

  /** RFC 8018, PBKDF2 with HMAC-SHA256, of the passphrase in UTF-8. */
  static byte[] derive(char[] passphrase, byte[] salt, int rounds) {
    PBEKeySpec spec = new PBEKeySpec(passphrase, salt, rounds, KEY_BITS);
    try {
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
          .generateSecret(spec)
          .getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no PBKDF2 with HMAC-SHA256", e);
    } finally {
      spec.clearPassword();
    }
  }
}
