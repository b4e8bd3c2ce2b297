package dev.eventstreams.tck;

import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import java.util.Set;

/** {@code broken:NAME} is {@code memory:NAME} with the {@link Breakage} of the present {@link KitRun} in it. */
public final class BrokenProvider implements StorageProvider {

  /** What the storage opened from now on is broken by. */
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
