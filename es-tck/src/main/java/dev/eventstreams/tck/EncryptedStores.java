package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.DecryptionException;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.KeyRings;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StoredSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/**
 * Shared code of the chapters on encryption: keys, and access to stored data for reading and
 * changing it.
 *
 * <p>All stores of a test at one URL use one storage, which stays open for the whole test. So these
 * chapters do not need a backend that can be opened twice or that keeps its data after a close.
 */
abstract class EncryptedStores extends StoreTck {

  private final Map<String, StorageHandle> storages = new HashMap<>();
  final SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));

  /** Returns a new key ring. The kit's own tests override this to return broken key rings. */
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
    return behind(url, options(encryption), UnaryOperator.identity());
  }

  final StoreOptions options(Encryption encryption) {
    return StoreOptions.defaults()
        .withClock(clock)
        .withPollInterval(Duration.ofMillis(20))
        .withEncryption(encryption);
  }

  /** Opens a store on the storage behind a tap; the store is closed after the test. */
  final EventStore behind(String url, StoreOptions options, UnaryOperator<StorageHandle> tap) {
    StorageProvider onShared = new TappedProvider(new OneStorage(url), tap);
    return closedAfterwards(open(onShared, url, options));
  }

  /** Returns the storage below the stores of a URL. */
  final StorageHandle storage(String url) {
    synchronized (storages) {
      StorageHandle known = storages.get(url);
      if (known == null) {
        known =
            new SharedStorage(provider(url).open(StoreUrl.parse(url), new StorageOptions(clock)));
        storages.put(url, known);
        closedAfterwards(() -> closeStorage(url));
      }
      return known;
    }
  }

  /** Closes the storage below the stores of a URL, after the stores. */
  final void closeStorage(String url) {
    synchronized (storages) {
      StorageHandle known = storages.remove(url);
      if (known instanceof SharedStorage shared) {
        shared.below.close();
      }
    }
  }

  /** Returns the storage that is already open. */
  private final class OneStorage implements StorageProvider {

    private final String url;

    OneStorage(String url) {
      this.url = url;
    }

    @Override
    public Set<String> schemes() {
      return provider(url).schemes();
    }

    @Override
    public Set<Capability> capabilities(StoreUrl parsed) {
      return provider(url).capabilities(parsed);
    }

    @Override
    public StorageHandle open(StoreUrl parsed, StorageOptions options) {
      return storage(url);
    }
  }

  /**
   * Storage for several stores: their appends run one after another, and closing a store does not
   * close it.
   */
  private static final class SharedStorage extends Tap {

    private final ReentrantLock appending = new ReentrantLock();

    SharedStorage(StorageHandle below) {
      super(below);
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      appending.lock();
      try {
        return super.append(group);
      } finally {
        appending.unlock();
      }
    }

    @Override
    public void close() {}
  }

  /** Returns all events in the storage. */
  static List<EventRecord> records(StorageHandle storage) {
    List<EventRecord> records = new ArrayList<>();
    long after = 0;
    for (boolean more = true; more; ) {
      Page page = storage.read(
          new PageRequest(null, after, Long.MAX_VALUE, false, EventFilter.all(), 10_000, 32 << 20));
      records.addAll(page.records());
      after = page.scannedTo();
      more = page.more();
    }
    return records;
  }

  static StoredSnapshot snapshot(StorageHandle storage, String source, String projection) {
    return Objects.requireNonNull(
        storage.loadSnapshot(source, projection), "the storage has no snapshot of " + source);
  }

  /** A store on a malicious database, which shows changed events and snapshots. */
  final class Malicious {

    final EventStore store;
    private final AtomicReference<UnaryOperator<EventRecord>> event =
        new AtomicReference<>(UnaryOperator.identity());
    private final AtomicReference<@Nullable StoredSnapshot> snapshot = new AtomicReference<>();

    Malicious(String url, Encryption encryption) {
      store = behind(url, options(encryption), sound -> new Tap(sound) {
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

  /**
   * Asserts that reading throws a {@link DecryptionException} that names the stream and the
   * version.
   */
  static DecryptionException assertUnreadable(
      String stream, long version, String what, Executable reading) {
    DecryptionException failure = assertThrows(DecryptionException.class, reading, what);
    assertEquals(stream, failure.source(), "the stream that the exception names, " + what);
    assertEquals(version, failure.version(), "the version that the exception names, " + what);
    assertTrue(failure.position() >= version, "the position that the exception names, " + what);
    return failure;
  }

  /** Asserts that loading a snapshot throws a {@link DecryptionException} that names its source. */
  static DecryptionException assertSnapshotUnreadable(
      String source, String what, Executable reading) {
    DecryptionException failure = assertThrows(DecryptionException.class, reading, what);
    assertEquals(source, failure.source(), "the source that the exception names, " + what);
    assertEquals(0, failure.version(), "the version that the exception names, " + what);
    return failure;
  }
}
