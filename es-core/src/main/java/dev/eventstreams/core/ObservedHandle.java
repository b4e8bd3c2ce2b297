package dev.eventstreams.core;

import dev.eventstreams.StoreListener;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A backend whose transactions, pages and failures a listener receives. */
final class ObservedHandle implements StorageHandle {

  private final StorageHandle handle;
  private final Observer observer;

  ObservedHandle(StorageHandle handle, Observer observer) {
    this.handle = handle;
    this.observer = observer;
  }

  private record Commit(int appends, int events, Duration duration)
      implements StoreListener.Commit {}

  private record Read(String source, int events, long bytes, Duration duration)
      implements StoreListener.Read {}

  private record Failure(String call, Throwable cause, Duration duration)
      implements StoreListener.Failure {}

  @Override
  public GroupOutcome append(List<AppendRequest> group) {
    return observed("append", () -> handle.append(group), (outcome, time) -> {
      Commit commit = new Commit(group.size(), outcome.written().size(), time);
      observer.observe(listener -> listener.onCommit(commit));
    });
  }

  @Override
  public Page read(PageRequest request) {
    return observed("read", () -> handle.read(request), (page, time) -> {
      String source = request.stream() == null ? Names.ALL : request.stream();
      long bytes = page.records().stream().mapToLong(EventRecord::size).sum();
      Read read = new Read(source, page.records().size(), bytes, time);
      observer.observe(listener -> listener.onRead(read));
    });
  }

  private <T extends @Nullable Object> T observed(
      String call, Supplier<T> work, BiConsumer<T, Duration> observe) {
    long begin = System.nanoTime();
    T result;
    try {
      result = work.get();
    } catch (Throwable e) { // an Error too
      Failure failure = new Failure(call, e, since(begin));
      observer.observe(listener -> listener.onFailure(failure));
      throw e;
    }
    observe.accept(result, since(begin));
    return result;
  }

  static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private <T extends @Nullable Object> T failing(String call, Supplier<T> work) {
    return observed(call, work, (result, time) -> {});
  }

  private void failing(String call, Runnable work) {
    boolean unused = failing(call, () -> {
      work.run();
      return true;
    });
  }

  @Override
  public StreamHead head(@Nullable String stream) {
    return failing("head", () -> handle.head(stream));
  }

  @Override
  public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    return this.<@Nullable StoredSnapshot>failing(
        "loadSnapshot", () -> handle.loadSnapshot(source, projection));
  }

  @Override
  public void saveSnapshot(StoredSnapshot snapshot) {
    failing("saveSnapshot", () -> handle.saveSnapshot(snapshot));
  }

  @Override
  public void deleteSnapshots(String source) {
    failing("deleteSnapshots", () -> handle.deleteSnapshots(source));
  }

  @Override
  public byte[] putIfAbsent(String name, byte[] value) {
    return failing("putIfAbsent", () -> handle.putIfAbsent(name, value));
  }

  @Override
  public byte @Nullable [] value(String name) {
    return this.<byte @Nullable []>failing("value", () -> handle.value(name));
  }

  @Override
  public StorageLimits limits() {
    return handle.limits();
  }

  @Override
  public Notifier notifier() {
    return failing("notifier", handle::notifier);
  }

  @Override
  public String location() {
    return handle.location();
  }

  @Override
  public void close() {
    failing("close", handle::close);
  }
}
