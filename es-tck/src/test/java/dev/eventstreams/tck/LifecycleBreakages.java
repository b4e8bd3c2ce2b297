package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.StorageHandle;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What goes wrong with opening, closing, metrics, damage and lost commits. */
final class LifecycleBreakages {

  private LifecycleBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStore(
            "L1",
            "says 0 where it ends after it was closed",
            BrokenLiveKits.Lifecycle.class,
            BrokenCalls.breaking(
                call -> {
                  try {
                    return call.proceed();
                  } catch (StoreClosedException e) {
                    return 0L;
                  }
                },
                "head")),
        Breakage.ofStorage(
            "L3", "can be opened once", Chapters.Lifecycle.class, OpenedOnce::opened),
        Breakage.ofStore(
            "L5",
            "ends a read where it meets damage",
            BrokenLiveKits.Failure.class,
            BrokenCalls.breaking(
                call -> {
                  try {
                    return call.proceed();
                  } catch (StorageException e) {
                    return null;
                  }
                },
                "read.iterator.forEachRemaining")),
        Breakage.ofStore(
            "L6",
            "counts its events one by one",
            BrokenLiveKits.Lifecycle.class,
            BrokenCalls.breaking(LifecycleBreakages::countOneByOne, "metrics")),
        Breakage.ofStore(
            "L7",
            "acknowledges what it does not know",
            BrokenLiveKits.Failure.class,
            BrokenCalls.breaking(LifecycleBreakages::acknowledge, "appendAsync")));
  }

  private static @Nullable Object countOneByOne(BrokenCalls.Call call) throws Throwable {
    EventSource source =
        call.target() instanceof EventStore store ? store.all() : (EventSource) call.target();
    long unused = source.read().stream().count();
    return call.proceed();
  }

  // The caller looks at what the returned future gives.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static @Nullable Object acknowledge(BrokenCalls.Call call) throws Throwable {
    CompletableFuture<?> append = call.proceed(CompletableFuture.class);
    return append.handle(
        (done, lost) -> lost == null ? done : new AppendResult(Map.of(), List.of()));
  }

  /** A handle of a store that nobody else may open meanwhile. */
  private static final class OpenedOnce extends BrokenHandle {

    private static final Set<String> OPEN = ConcurrentHashMap.newKeySet();

    private OpenedOnce(StorageHandle sound) {
      super(sound);
    }

    static StorageHandle opened(StorageHandle sound) {
      if (!OPEN.add(sound.location())) {
        sound.close();
        throw new StoreLockedException(sound.location() + " is open already", null);
      }
      return new OpenedOnce(sound);
    }

    @Override
    public void close() {
      OPEN.remove(sound.location());
      super.close();
    }
  }
}
