package dev.eventstreams.core;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoreMetrics;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.adapter.Micros;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An open store: makes its parts and passes each call to the right part. */
final class CoreStore implements EventStore {

  private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(30);

  private final @Nullable Observer observer;
  private final GuardedStorage storage;
  private final StoreExecutor executor;
  private final @Nullable Vault vault;
  private final AppendEncoder encoder;
  private final EventCodec codec;
  private final PlainWrites plainWrites;
  private final WatchHub watches;
  private final AppendPipeline appends;
  private final Clock clock;
  private final LoadingCache<String, EventStream> streams;
  private final EventSource all = new SourceImpl(this, null);
  private final Runnable afterClose;
  private final AtomicBoolean closing = new AtomicBoolean();

  CoreStore(
      StorageHandle handle, StoreOptions options, @Nullable Vault vault, Runnable afterClose) {
    this.observer = options.listener() == null ? null : new Observer(options.listener());
    this.storage =
        new GuardedStorage(observer == null ? handle : new ObservedHandle(handle, observer));
    this.executor = new StoreExecutor(options.executor());
    this.vault = vault;
    this.encoder = new AppendEncoder(options, storage.limits(), vault);
    this.codec = new EventCodec(options, storage.limits(), vault);
    this.plainWrites = new PlainWrites(handle, options, vault != null);
    this.watches = new WatchHub(storage, options.pollInterval());
    this.appends = new AppendPipeline(new GroupCommit(storage, watches), executor);
    this.clock = options.clock();
    this.afterClose = afterClose;
    this.streams = CacheBuilder.newBuilder()
        .concurrencyLevel(1) // one segment, so that the least recently used of all is evicted first
        .maximumSize(options.cacheSize())
        .build(CacheLoader.from(id -> new StreamImpl(this, id)));
  }

  @Override
  public EventStream stream(String id) {
    requireOpen();
    return streams.getUnchecked(Names.streamId(id));
  }

  @Override
  public EventSource all() {
    requireOpen();
    return all;
  }

  @Override
  public long head() {
    return head(null).last();
  }

  StreamHead head(@Nullable String stream) {
    return storage.head(stream);
  }

  @Override
  public AppendResult append(AppendBatch batch) {
    Observer to = observer;
    if (to == null) {
      return appends.append(encoded(batch));
    }
    long begin = System.nanoTime();
    AppendEncoder.Encoded encoded = encoded(batch);
    ObservedAppend observed = new ObservedAppend(to, encoded, begin);
    try {
      AppendResult result = appends.append(encoded);
      observed.ended(result, null);
      return result;
    } catch (Throwable e) { // an Error too: the caller gets it
      observed.ended(null, e);
      throw e;
    }
  }

  @Override
  public CompletableFuture<AppendResult> appendAsync(AppendBatch batch) {
    Observer to = observer;
    if (to == null) {
      return appends.appendAsync(encoded(batch));
    }
    long begin = System.nanoTime();
    AppendEncoder.Encoded encoded = encoded(batch);
    ObservedAppend observed = new ObservedAppend(to, encoded, begin);
    CompletableFuture<AppendResult> future = appends.appendAsync(encoded);
    CompletableFuture<AppendResult> unused = future.whenComplete(observed::ended);
    return future;
  }

  private AppendEncoder.Encoded encoded(AppendBatch batch) {
    Objects.requireNonNull(batch, "batch");
    requireOpen();
    AppendEncoder.Encoded encoded = encoder.encode(batch);
    // After all other checks, because this may record that the store is plain.
    plainWrites.require(storage);
    return encoded;
  }

  EventReader reader(EventQuery query) {
    Selection selection = query.selection();
    // A predicate runs here, so the backend cannot apply the limit for it.
    long fetched = query.predicate() == null ? selection.limit() : Long.MAX_VALUE;
    PageReader pages = new PageReader(storage, executor, selection, fetched);
    return new EventReader(
        pages, codec, () -> head(selection.stream()).last(), query.predicate(), selection.limit());
  }

  <T> Watch<T> openWatch(
      Selection selection, boolean fromEnd, Function<StoredEvent, T> transform, Runnable caughtUp) {
    WatchSource source = new WatchSource(storage, executor, watches, selection, observer);
    source.open(fromEnd);
    return new LiveWatch<>(source, codec, executor, transform, caughtUp);
  }

  Optional<Snapshot> loadSnapshot(String source, String projection) {
    StoredSnapshot stored = storage.loadSnapshot(source, projection);
    return stored == null ? Optional.empty() : codec.decode(stored);
  }

  void saveSnapshot(String source, String projection, long version, Bytes state) {
    StoredSnapshot encoded = codec.encode(
        new Snapshot(source, projection, version, state, Micros.toInstant(Micros.now(clock))));
    plainWrites.require(storage);
    storage.saveSnapshot(encoded);
  }

  // The keys first: without them, a snapshot whose deletion failed cannot be read either.
  @Override
  public ForgetResult forget(String recipient) {
    Objects.requireNonNull(recipient, "recipient");
    requireOpen();
    if (vault == null) {
      throw SingleKeyRing.noKeysOfTheirOwn();
    }
    ForgetResult result = vault.forget(recipient);
    storage.deleteSnapshots(recipient);
    storage.deleteSnapshots(Names.ALL);
    return result;
  }

  private record Metrics(
      long position, long eventCount, Optional<Instant> lastTimestamp, String location)
      implements StoreMetrics {}

  @Override
  public StoreMetrics metrics() {
    StreamHead head = head(null);
    return new Metrics(head.last(), head.count(), lastTimestamp(head), storage.location());
  }

  static Optional<Instant> lastTimestamp(StreamHead head) {
    return head.count() == 0 ? Optional.empty() : Optional.of(Micros.toInstant(head.timestamp()));
  }

  Executor executor() {
    return executor;
  }

  void requireOpen() {
    storage.requireOpen();
  }

  @Override
  public void close() {
    if (closing.getAndSet(true)) {
      return;
    }
    long deadline = System.nanoTime() + CLOSE_NANOS;
    storage.refuse();
    try {
      watches.close();
    } finally {
      try {
        appends.close(deadline - System.nanoTime());
      } finally {
        closeStorage(deadline);
      }
    }
  }

  private void closeStorage(long deadline) {
    try {
      storage.close(deadline - System.nanoTime());
    } finally {
      executor.close();
      if (observer != null) {
        observer.close();
      }
      if (vault != null) {
        vault.close();
      }
      afterClose.run();
    }
  }

  @Override
  public String toString() {
    return "EventStore[" + storage.location() + "]";
  }
}
