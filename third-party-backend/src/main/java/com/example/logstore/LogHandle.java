package com.example.logstore;

import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A handle on a store. */
final class LogHandle implements StorageHandle {

  private static final StorageLimits LIMITS = new StorageLimits(1 << 26, 1_000_000, 1L << 28);

  private final Path path;
  private final LogStore store;
  private final Clock clock;

  LogHandle(Path path, LogStore store, Clock clock) {
    this.path = path;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    return store.append(group, clock);
  }

  @Override
  public Page read(PageRequest request) {
    return store.read(request);
  }

  @Override
  public StreamHead head(String stream) {
    return store.head(stream);
  }

  @Override
  public StoredSnapshot loadSnapshot(String source, String projection) {
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
  public byte[] value(String name) {
    return store.value(name);
  }

  @Override
  public StorageLimits limits() {
    return LIMITS;
  }

  @Override
  public Notifier notifier() {
    return new LogNotifier(store);
  }

  @Override
  public String location() {
    return path.toString();
  }

  @Override
  public void close() {
    LogProvider.close(path);
  }
}
