package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.DecryptionException;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.KeyRings;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** What the chapters on encryption have in common: keys, and looking at what is stored and changing it. */
abstract class EncryptedStores extends StoreTck {

  final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));

  /** Returns a new key ring; another one only where the kit tries itself on broken ones. */
  KeyRing newRing() {
    return KeyRings.inMemory();
  }

  /** Returns a key of 32 bytes, a different one for each number. */
  static byte[] key(int number) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) number);
    return key;
  }

  static Encryption withKey() {
    return Encryption.withKey(key(1));
  }

  /** Opens a store, with the test's clock, that is closed after the test. */
  final EventStore encrypted(String url, Encryption encryption) {
    return opened(url, options(encryption));
  }

  final StoreOptions options(Encryption encryption) {
    return StoreOptions.defaults().withClock(clock).withEncryption(encryption);
  }

  /** Opens the storage below, which is closed after the test. */
  final StorageHandle storage(String url) {
    return closedAfterwards(openStorage(url));
  }

  /** Returns what the storage holds. */
  static List<EventRecord> records(StorageHandle storage) {
    Page page = storage.read(new PageRequest(
        null, 0, Long.MAX_VALUE, false, EventFilter.all(), Integer.MAX_VALUE, Long.MAX_VALUE));
    return page.records();
  }

  static StoredSnapshot snapshot(StorageHandle storage, String source, String projection) {
    return Objects.requireNonNull(
        storage.loadSnapshot(source, projection), "the storage has no snapshot of " + source);
  }

  /** A store on a database that shows other things than were stored. */
  final class Malicious {

    final EventStore store;
    private final AtomicReference<UnaryOperator<EventRecord>> event =
        new AtomicReference<>(UnaryOperator.identity());
    private final AtomicReference<@Nullable StoredSnapshot> snapshot = new AtomicReference<>();

    Malicious(String url, Encryption encryption) {
      store = tapped(url, options(encryption), sound -> new Tap(sound) {
        @Override
        public Page read(PageRequest request) {
          Page page = super.read(request);
          List<EventRecord> shown = page.records().stream().map(event.get()).toList();
          return new Page(shown, page.scannedTo(), page.more());
        }

        @Override
        public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
          StoredSnapshot other = snapshot.get();
          return other == null ? super.loadSnapshot(source, projection) : other;
        }
      });
    }

    void shows(UnaryOperator<EventRecord> change) {
      event.set(change);
    }

    void shows(StoredSnapshot other) {
      snapshot.set(other);
    }
  }

  /** Fails unless reading fails as it has to where data cannot be decrypted. */
  static DecryptionException assertUnreadable(
      String stream, long version, String what, Executable reading) {
    DecryptionException failure = assertThrows(DecryptionException.class, reading, what);
    assertEquals(stream, failure.streamId(), "the stream that the exception names, " + what);
    assertEquals(version, failure.version(), "the version that the exception names, " + what);
    return failure;
  }
}
