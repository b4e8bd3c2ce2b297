package dev.eventstreams.store.postgres;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.Set;

/**
 * Opens {@code unlocked://…}: a first attempt as many people would write it, a table whose
 * positions come from a sequence, without a lock. It shows that the checks notice a missing lock.
 */
public final class UnlockedProvider implements StorageProvider {

  /** For the service loader. */
  public UnlockedProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("unlocked");
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return Set.of(Capability.DURABLE, Capability.SHARED, Capability.MULTI_PROCESS);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    return new UnlockedHandle(url);
  }
}
