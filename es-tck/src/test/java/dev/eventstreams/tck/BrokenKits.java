package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.StorageProvider;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** The chapters on the memory backend with a {@link Breakage} in it. Run by {@link KitRun} alone. */
final class BrokenKits {

  private static final AtomicLong STORES = new AtomicLong();

  /** What the kits made from now on are broken by. */
  static volatile Breakage breakage = Breakage.none(Append.class);

  private BrokenKits() {}

  static String emptyStore() {
    return "memory:broken-" + STORES.incrementAndGet();
  }

  static StorageProvider provider(String url) {
    return new TappedProvider(Providers.serving(url), breakage.storage());
  }

  static EventStore open(StorageProvider provider, String url, StoreOptions options) {
    return breakage.store().apply(EventStores.open(provider, url, options));
  }

  static final Duration PATIENCE = Duration.ofSeconds(2);

  static final class Append extends AppendTck {
    @Override
    protected String emptyStore() {
      return BrokenKits.emptyStore();
    }

    @Override
    protected EventStore open(String url, StoreOptions options) {
      return open(provider(url), url, options);
    }

    @Override
    protected EventStore open(StorageProvider provider, String url, StoreOptions options) {
      return BrokenKits.open(provider, url, options);
    }

    @Override
    protected StorageProvider provider(String url) {
      return BrokenKits.provider(url);
    }

    @Override
    protected Duration patience() {
      return PATIENCE;
    }
  }
}
