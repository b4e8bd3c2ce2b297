package dev.eventstreams.store.memory;

import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One opening of a store. Several openings may share the store, each with its own clock. */
final class MemoryHandle implements StorageHandle {

  private final MemoryStore store;
  private final StoreUrl url;
  private final Clock clock;

  MemoryHandle(MemoryStore store, StoreUrl url, Clock clock) {
    this.store = store;
    this.url = url;
    this.clock = clock;
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    GroupOutcome outcome = store.append(group, clock);
    store.hintAllBut(this);
    return outcome;
  }

  @Override
  public Page read(PageRequest request) {
    return store.read(request);
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    return Pages.head(store.events(stream));
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return store.loadSnapshot(source, projection);
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    store.saveSnapshot(snapshot);
  }

  @Override
  public void deleteSnapshots(String source) {
    store.deleteSnapshots(source);
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return store.putIfAbsent(name, value);
  }

  @Override
  public byte @Nullable [] value(String name) {
    return store.value(name);
  }

  @Override
  public StorageLimits limits() {
    return StorageLimits.none();
  }

  @Override
  public Notifier notifier() {
    return new MemoryNotifier(this, store);
  }

  @Override
  public String location() {
    return url.toString();
  }

  @Override
  public void close() {
    MemoryProvider.close(url.body());
  }
}
