package dev.eventstreams.store.memory;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens stores in memory. All openings of {@code memory:NAME} in this process share one store,
 * which is deleted when the last of them closes. Each opening of {@code memory:} gets a new store
 * that is not shared.
 */
public final class MemoryProvider implements StorageProvider {

  private static final Map<String, MemoryStore> NAMED = new ConcurrentHashMap<>();

  /** For the service loader. */
  public MemoryProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("memory");
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return url.body().isEmpty() ? Set.of() : Set.of(Capability.SHARED);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    String name = url.allowingOnly(Set.of()).body();
    MemoryStore store = name.isEmpty()
        ? made(url, options)
        : NAMED.compute(name, (key, open) -> (open == null ? made(url, options) : open).oneMore());
    return new MemoryHandle(store, url, options.clock());
  }

  private static MemoryStore made(StoreUrl url, StorageOptions options) {
    if (!options.create()) {
      throw new StorageException("there is no store " + url + " open in this process", null);
    }
    return new MemoryStore();
  }

  static void close(String name) {
    NAMED.computeIfPresent(name, (key, open) -> open.oneLess());
  }
}
