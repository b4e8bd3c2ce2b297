package dev.eventstreams.core;

import dev.eventstreams.DecryptionException;
import dev.eventstreams.spi.StorageHandle;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps plain data out of an encrypted store that is open without its key. Safe for use by many threads.
 *
 * <p>The first write settles that the store is plain, unless a key is settled. So of a first write
 * and a first opening with a key, at the same time or not, one finds the value that the other has
 * settled. A plain store can be encrypted later, so the value is read again after a minute.
 */
final class PlainWrites {

  private final StorageHandle storage;
  private final Encryption encryption;
  private final Clock clock;
  private final boolean hasKey;
  private volatile @Nullable Lifetime allowed;

  PlainWrites(StorageHandle storage, StoreOptions options, boolean hasKey) {
    this.storage = storage;
    this.encryption = options.encryption();
    this.clock = options.clock();
    this.hasKey = hasKey;
  }

  /**
   * Returns if writes are encrypted, or if plain writes are allowed now.
   *
   * @throws DecryptionException if the store is encrypted and was not opened with
   *     {@link Encryption#plain()}
   */
  void require(GuardedStorage open) {
    Lifetime known = allowed;
    if (!hasKey && (known == null || known.isOver())) {
      open.guarded(this::look);
    }
  }

  private void look() {
    Lifetime now = new Lifetime(clock, KeyLease.LIFE);
    StoredSetup setup = StoredSetup.standing(storage);
    if (setup == null) {
      setup = StoredSetup.plain().settle(storage, StoredSetup.FIRST);
    }
    if (!setup.isPlain() && !encryption.isPlainAccepted()) {
      throw DecryptionException.ofStore(
          storage.location(),
          "it is encrypted and was opened without a key, so nothing was written: open it with "
              + setup.kind().opener() + ", or with Encryption.plain() to write plain data, which "
              + "readers with the key refuse");
    }
    allowed = now;
  }
}
