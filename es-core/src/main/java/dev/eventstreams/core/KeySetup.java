package dev.eventstreams.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.eventstreams.DecryptionException;
import dev.eventstreams.KeyRing;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.StorageHandle;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * What is settled once in an encrypted store, so that a wrong key is found out when it is opened: under {@code encryption} how the key
 * is come by, under {@code encryption.check} what only the right key gives. {@code docs/envelope.md} has the bytes.
 *
 * <p>Whoever opens first settles them; in every process the same stands. Nothing in them is secret; a database that changes them makes
 * opening fail, or a key that nothing can be read with.
 */
final class KeySetup {

  static final int LEAST_ROUNDS = 600_000;

  // Ten seconds or so: a database that says more only wants to keep us busy.
  static final int MOST_ROUNDS = 20_000_000;

  private static final String PARAMETERS = "encryption";
  private static final String CHECK = "encryption.check";
  private static final byte VERSION = 1;
  private static final int KEY_BITS = 256;
  private static final int SALT_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private enum Kind {
    KEY(1, "withKey", 18),
    PASSPHRASE(2, "withPassphrase", 18 + Integer.BYTES + SALT_BYTES),
    RING(3, "with(KeyRing)", 2);

    private final byte code;
    private final String opener;
    private final int length;

    Kind(int code, String opener, int length) {
      this.code = (byte) code;
      this.opener = opener;
      this.length = length;
    }
  }

  private KeySetup() {}

  /** Opens a store with a key of 32 bytes. */
  static KeyRing withKey(StorageHandle storage, byte[] key) {
    byte[] parameters = settle(storage, Kind.KEY, proposal(Kind.KEY).array());
    return checked(storage, parameters, key);
  }

  /** Opens a store with a passphrase; the rounds count where the store is new. */
  static KeyRing withPassphrase(StorageHandle storage, char[] passphrase, int rounds) {
    byte[] salt = new byte[SALT_BYTES];
    RANDOM.nextBytes(salt);
    byte[] proposal = proposal(Kind.PASSPHRASE).putInt(rounds).put(salt).array();
    byte[] parameters = settle(storage, Kind.PASSPHRASE, proposal);
    ByteBuffer settled = ByteBuffer.wrap(parameters).position(18);
    int settledRounds = settled.getInt();
    if (settledRounds < LEAST_ROUNDS || settledRounds > MOST_ROUNDS) {
      throw DecryptionException.ofStore(
          storage.location(),
          "the passphrase is to be derived in " + settledRounds + " rounds; this library takes "
              + LEAST_ROUNDS + " to " + MOST_ROUNDS);
    }
    settled.get(salt);
    return checked(storage, parameters, derive(passphrase, salt, settledRounds));
  }

  /** Opens a store with a ring. */
  static KeyRing withRing(StorageHandle storage, KeyRing ring) {
    byte[] unused = settle(storage, Kind.RING, new byte[] {VERSION, Kind.RING.code});
    return ring;
  }

  private static ByteBuffer proposal(Kind kind) {
    UUID id = UUID.randomUUID();
    return ByteBuffer.allocate(kind.length)
        .put(VERSION)
        .put(kind.code)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits());
  }

  private static byte[] settle(StorageHandle storage, Kind kind, byte[] proposal) {
    byte[] settled = storage.putIfAbsent(PARAMETERS, proposal);
    if (settled.length < 2 || settled[0] != VERSION) {
      throw DecryptionException.ofStore(
          storage.location(), "how it is encrypted is damaged, or of a newer version");
    }
    for (Kind other : Kind.values()) {
      if (settled[1] == other.code && other != kind) {
        throw DecryptionException.ofStore(
            storage.location(),
            "its key is another kind of key: open it with Encryption." + other.opener);
      }
    }
    if (settled[1] != kind.code || settled.length != kind.length) {
      throw DecryptionException.ofStore(storage.location(), "how it is encrypted is damaged");
    }
    return settled;
  }

  private static KeyRing checked(StorageHandle storage, byte[] parameters, byte[] root) {
    byte[] check = expand(root, "es check", parameters);
    if (!MessageDigest.isEqual(check, storage.putIfAbsent(CHECK, check))) {
      throw DecryptionException.ofStore(
          storage.location(), "the key or passphrase is not the one that it was made with");
    }
    byte[] id = Arrays.copyOfRange(parameters, 2, 18);
    ByteBuffer halves = ByteBuffer.wrap(id);
    return new SingleKeyRing(
        new UUID(halves.getLong(), halves.getLong()), WrappingKey.aes(expand(root, "es wrap", id)));
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
