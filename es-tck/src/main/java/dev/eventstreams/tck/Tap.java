package dev.eventstreams.tck;

import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Storage that passes every call on to another storage. Subclasses override calls to observe, delay
 * or break them.
 */
abstract class Tap implements StorageHandle {

  final StorageHandle below;

  Tap(StorageHandle below) {
    this.below = below;
  }

  /**
   * Returns the storage, which runs an action after it has made a page and before it returns the
   * page.
   */
  static StorageHandle afterEachPage(StorageHandle storage, Runnable action) {
    return new Tap(storage) {
      @Override
      public Page read(PageRequest request) {
        Page page = super.read(request);
        action.run();
        return page;
      }
    };
  }

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    return below.append(group);
  }

  @Override
  public Page read(PageRequest request) {
    return below.read(request);
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    return below.head(stream);
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return below.loadSnapshot(source, projection);
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    below.saveSnapshot(snapshot);
  }

  @Override
  public void deleteSnapshots(String source) {
    below.deleteSnapshots(source);
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return below.putIfAbsent(name, value);
  }

  @Override
  public byte @Nullable [] value(String name) {
    return below.value(name);
  }

  @Override
  public StorageLimits limits() {
    return below.limits();
  }

  @Override
  public Notifier notifier() {
    return below.notifier();
  }

  @Override
  public String location() {
    return below.location();
  }

  @Override
  public void close() {
    below.close();
  }
}
