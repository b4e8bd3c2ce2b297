package dev.eventstreams.core;

import dev.eventstreams.DecryptionException;
import dev.eventstreams.spi.StorageHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a store is encrypted. This is settled in the store for all its openings;
 * {@code docs/envelope.md} specifies the bytes. Nothing in it is secret. Parameters and check are
 * one value, so that a crash leaves both or neither.
 */
final class StoredSetup {

  /** The name of the value that is settled first. */
  static final String FIRST = "encryption";

  /** The name of the value that is settled for a store that was plain before. */
  static final String SINCE = "encryption.since";

  private static final String CHECK_OF_VERSION_1 = "encryption.check";
  private static final byte VERSION = 2;
  private static final int ID_BYTES = 16;
  private static final int SALT_BYTES = 16;

  /** The kind of key that opens the store. */
  enum Kind {
    PLAIN(0, "none", 2),
    KEY(1, "withKey", 2 + ID_BYTES),
    PASSPHRASE(2, "withPassphrase", 2 + ID_BYTES + Integer.BYTES + SALT_BYTES),
    RING(3, "with(KeyRing)", 2 + ID_BYTES);

    private final byte code;
    private final String opener;
    private final int length;

    Kind(int code, String opener, int length) {
      this.code = (byte) code;
      this.opener = opener;
      this.length = length;
    }

    /**
     * Returns a buffer for the parameters, which has the version and the kind; the caller adds the
     * rest.
     */
    private ByteBuffer parameters() {
      return ByteBuffer.allocate(length).put(VERSION).put(code);
    }

    String opener() {
      return "Encryption." + opener;
    }
  }

  private final Kind kind;
  private final byte[] parameters;
  private final byte[] check;

  private StoredSetup(Kind kind, byte[] parameters, byte[] check) {
    this.kind = kind;
    this.parameters = parameters;
    this.check = check;
  }

  /** Data is stored as given. */
  static StoredSetup plain() {
    return new StoredSetup(Kind.PLAIN, Kind.PLAIN.parameters().array(), new byte[0]);
  }

  /** Data is encrypted; the caller must add the check. */
  static StoredSetup of(Kind kind, UUID id) {
    return new StoredSetup(kind, put(kind.parameters(), id).array(), new byte[0]);
  }

  /** Data is encrypted with a key derived from a passphrase; the caller must add the check. */
  static StoredSetup ofPassphrase(UUID id, int rounds, byte[] salt) {
    byte[] parameters =
        put(Kind.PASSPHRASE.parameters(), id).putInt(rounds).put(salt).array();
    return new StoredSetup(Kind.PASSPHRASE, parameters, new byte[0]);
  }

  private static ByteBuffer put(ByteBuffer parameters, UUID id) {
    return parameters.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  StoredSetup withCheck(byte[] added) {
    return new StoredSetup(kind, parameters, added);
  }

  /** Returns the setup that is settled in a store, or null if there is none. */
  static @Nullable StoredSetup standing(StorageHandle storage) {
    byte[] first = storage.value(FIRST);
    StoredSetup setup = first == null ? null : parse(storage, first);
    byte[] since = setup == null || !setup.isPlain() ? null : storage.value(SINCE);
    return since == null ? setup : parse(storage, since);
  }

  /**
   * Settles this in a store under a name, unless a setup is settled there; returns the settled
   * setup.
   */
  StoredSetup settle(StorageHandle storage, String name) {
    byte[] bytes = Arrays.copyOf(parameters, parameters.length + check.length);
    System.arraycopy(check, 0, bytes, parameters.length, check.length);
    return parse(storage, storage.putIfAbsent(name, bytes));
  }

  private static StoredSetup parse(StorageHandle storage, byte[] bytes) {
    for (Kind kind : Kind.values()) {
      if (bytes.length >= 2 && bytes[1] == kind.code) {
        if (bytes[0] == 1) {
          return ofVersion1(storage, kind, bytes);
        }
        boolean isChecked = kind == Kind.PLAIN || bytes.length > kind.length;
        if (bytes[0] == VERSION && bytes.length >= kind.length && isChecked) {
          byte[] check = Arrays.copyOfRange(bytes, kind.length, bytes.length);
          return new StoredSetup(kind, Arrays.copyOf(bytes, kind.length), check);
        }
      }
    }
    throw damaged(storage, "its encryption setup is damaged, or of a newer version");
  }

  // Version 1 stored the check under a separate name. A missing check is not settled again, because
  // the database may have planted parameters.
  private static StoredSetup ofVersion1(StorageHandle storage, Kind kind, byte[] bytes) {
    if (kind == Kind.RING && bytes.length == 2) {
      return new StoredSetup(kind, bytes, new byte[0]);
    }
    byte[] check = storage.value(CHECK_OF_VERSION_1);
    if (check == null || bytes.length != kind.length || kind == Kind.PLAIN) {
      throw damaged(
          storage, "its encryption setup is damaged: the check of its key is missing, or cut off");
    }
    return new StoredSetup(kind, bytes, check);
  }

  private static DecryptionException damaged(StorageHandle storage, String how) {
    return DecryptionException.ofStore(storage.location(), how);
  }

  Kind kind() {
    return kind;
  }

  boolean isPlain() {
    return kind == Kind.PLAIN;
  }

  /**
   * Returns whether the setup has a check of its key. A setup of version 1 for a ring may have
   * none.
   */
  boolean isChecked() {
    return check.length > 0;
  }

  /** Returns all bytes except the check. Callers must not change them. */
  byte[] parameters() {
    return parameters;
  }

  /**
   * Returns the check, which only the right key or ring can produce. Callers must not change it.
   */
  byte[] check() {
    return check;
  }

  UUID id() {
    ByteBuffer id = ByteBuffer.wrap(parameters, 2, ID_BYTES);
    return new UUID(id.getLong(), id.getLong());
  }

  int rounds() {
    return ByteBuffer.wrap(parameters).getInt(2 + ID_BYTES);
  }

  byte[] salt() {
    return Arrays.copyOfRange(parameters, parameters.length - SALT_BYTES, parameters.length);
  }
}
