package dev.eventstreams.store.memory;

import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The memory backend with one open store. A test overrides the calls that must fail or wait. */
class TappedStorage implements StorageProvider, StorageHandle {

  private final MemoryProvider memory = new MemoryProvider();
  private @Nullable StorageHandle opened;

  private StorageHandle handle() {
    StorageHandle handle = opened;
    if (handle == null) {
      throw new IllegalStateException("not open");
    }
    return handle;
  }

  @Override
  public Set<String> schemes() {
    return memory.schemes();
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return memory.capabilities(url);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    opened = memory.open(url, options);
    return this;
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    return handle().append(group);
  }

  @Override
  public Page read(PageRequest request) {
    return handle().read(request);
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    return handle().head(stream);
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return handle().loadSnapshot(source, projection);
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    handle().saveSnapshot(snapshot);
  }

  @Override
  public void deleteSnapshots(String source) {
    handle().deleteSnapshots(source);
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return handle().putIfAbsent(name, value);
  }

  @Override
  public byte @Nullable [] value(String name) {
    return handle().value(name);
  }

  @Override
  public StorageLimits limits() {
    return handle().limits();
  }

  @Override
  public Notifier notifier() {
    return handle().notifier();
  }

  @Override
  public String location() {
    return handle().location();
  }

  @Override
  public void close() {
    handle().close();
  }
}
