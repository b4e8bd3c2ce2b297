package dev.eventstreams.tck;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.Set;

/**
 * Opens {@code broken:NAME} as {@code memory:NAME} with the {@link Breakage} of the current
 * {@link KitRun}.
 */
public final class BrokenProvider implements StorageProvider {

  /** The breakage of storage that is opened from now on. */
  static volatile Breakage breakage = Breakage.none(Chapters.Append.class);

  /** For the service loader. */
  public BrokenProvider() {}

  @Override
  public Set<String> schemes() {
    return Set.of("broken");
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return Set.of(Capability.SHARED);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    StorageProvider memory = Providers.serving("memory:");
    String name = url.allowingOnly(Set.of()).body();
    return breakage.storage().apply(memory.open(StoreUrl.of("memory", name), options));
  }
}
