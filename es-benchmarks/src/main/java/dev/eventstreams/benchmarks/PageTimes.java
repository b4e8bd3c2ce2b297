package dev.eventstreams.benchmarks;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Wraps another backend and measures the time of each of its pages. */
final class PageTimes implements StorageProvider {

  private final StorageProvider provider;
  private final List<Long> nanos = Collections.synchronizedList(new ArrayList<>());

  PageTimes(String scheme) {
    provider = ServiceLoader.load(StorageProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(found -> found.schemes().contains(scheme))
        .findFirst()
        .orElseThrow();
  }

  int pages() {
    return nanos.size();
  }

  /** Returns how many times as long a page of the last tenth took as a page of the first tenth. */
  double growth() {
    int tenth = Math.max(1, nanos.size() / 10);
    return median(nanos.subList(nanos.size() - tenth, nanos.size()))
        / median(nanos.subList(0, tenth));
  }

  private static double median(List<Long> times) {
    return Summary.of(times.stream().map(Long::doubleValue).toList()).median();
  }

  @Override
  public Set<String> schemes() {
    return provider.schemes();
  }

  @Override
  public Set<Capability> capabilities(StoreUrl url) {
    return provider.capabilities(url);
  }

  @Override
  public StorageHandle open(StoreUrl url, StorageOptions options) {
    return new Handle(provider.open(url, options));
  }

  private final class Handle implements StorageHandle {

    private final StorageHandle handle;

    Handle(StorageHandle handle) {
      this.handle = handle;
    }

    @Override
    public Page read(PageRequest request) {
      long begin = System.nanoTime();
      Page page = handle.read(request);
      nanos.add(System.nanoTime() - begin);
      return page;
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      return handle.append(group);
    }

    @Override
    public StreamHead head(@Nullable String stream) {
      return handle.head(stream);
    }

    @Override
    public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
      return handle.loadSnapshot(source, projection);
    }

    @Override
    public void saveSnapshot(StoredSnapshot snapshot) {
      handle.saveSnapshot(snapshot);
    }

    @Override
    public void deleteSnapshots(String source) {
      handle.deleteSnapshots(source);
    }

    @Override
    public byte[] putIfAbsent(String name, byte[] value) {
      return handle.putIfAbsent(name, value);
    }

    @Override
    public byte @Nullable [] value(String name) {
      return handle.value(name);
    }

    @Override
    public StorageLimits limits() {
      return handle.limits();
    }

    @Override
    public Notifier notifier() {
      return handle.notifier();
    }

    @Override
    public String location() {
      return handle.location();
    }

    @Override
    public void close() {
      handle.close();
    }
  }
}
