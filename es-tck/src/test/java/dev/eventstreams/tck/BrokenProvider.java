package dev.eventstreams.tck;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A provider whose storage is another one's, broken. */
record BrokenProvider(StorageProvider sound, UnaryOperator<StorageHandle> breaker)
    implements StorageProvider {

  @Override
  public Set<String> schemes() {
    return sound.schemes();
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return sound.capabilities(url);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    return breaker.apply(sound.open(url, options));
  }
}
