package dev.eventstreams.tck;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A provider that opens the storage of another provider behind a {@link Tap}. */
record TappedProvider(StorageProvider below, UnaryOperator<StorageHandle> tap)
    implements StorageProvider {

  @Override
  public Set<String> schemes() {
    return below.schemes();
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return below.capabilities(url);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    return tap.apply(below.open(url, options));
  }
}
