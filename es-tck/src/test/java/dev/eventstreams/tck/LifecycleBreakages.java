package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Breakages of opening, closing, metrics, damage and lost commits. */
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
        // That test opens an existing store a second time, beside a store object.
        Breakage.ofStorage("L3", "can be opened once", Chapters.Lifecycle.class, OpenedOnce::opened)
            .alsoFailing("openingOnlyWhatIsThereMakesNothing"),
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
        Breakage.ofStorage(
            "L9",
            "writes versions in the digits of the locale",
            Chapters.Environment.class,
            LocalDigits::new),
        Breakage.ofStorage(
            "L9",
            "changes the case of names by the rules of the locale",
            Chapters.Environment.class,
            LocalCase::new),
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

  // The caller uses the result of the returned future.
  @SuppressWarnings("FutureReturnValueIgnored")
  private static @Nullable Object acknowledge(BrokenCalls.Call call) throws Throwable {
    CompletableFuture<?> append = call.proceed(CompletableFuture.class);
    return append.handle(
        (done, lost) -> lost == null ? done : new AppendResult(Map.of(), List.of()));
  }

  /** A handle of a store that cannot be opened again while the handle is open. */
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

  /** Fails if the text of a version in the default locale has other digits than 0 to 9. */
  private static final class LocalDigits extends BrokenHandle {
    LocalDigits(StorageHandle sound) {
      super(sound);
    }

    @Override
    public Page read(PageRequest request) {
      Page page = super.read(request);
      for (EventRecord event : page.records()) {
        String written = String.format(Locale.getDefault(), "%d", event.version());
        if (!written.equals(Long.toString(event.version()))) {
          throw new StorageException("no number: " + written, null);
        }
      }
      return page;
    }
  }

  /**
   * Loads a projection with each i replaced by the lower case of a capital I in the default locale.
   */
  private static final class LocalCase extends BrokenHandle {
    LocalCase(StorageHandle sound) {
      super(sound);
    }

    @Override
    public @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
      return super.loadSnapshot(
          source, projection.replace("i", "I".toLowerCase(Locale.getDefault())));
    }
  }
}
