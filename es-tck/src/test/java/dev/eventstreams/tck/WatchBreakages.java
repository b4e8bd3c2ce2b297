package dev.eventstreams.tck;

import dev.eventstreams.Cursor;
import dev.eventstreams.EventStore;
import dev.eventstreams.Events;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Breakages of watches. */
final class WatchBreakages {

  private static final String NEXT = "open.iterator.next";

  private WatchBreakages() {}

  static List<Breakage> all() {
    return List.of(
        Breakage.ofStore(
            "W1",
            "misses every hundredth event",
            BrokenLiveKits.Watch.class,
            BrokenCalls.breaking(WatchBreakages::missHundredth, NEXT)),
        Breakage.ofStore(
            "W2",
            "starts at the first event",
            BrokenLiveKits.Watch.class,
            BrokenCalls.breaking(call -> call.proceed(Watch.Builder.class).from(0), "watch")),
        Breakage.ofStore(
            "W3",
            "keeps what a watcher has not taken yet",
            BrokenLiveKits.WatchCost.class,
            BrokenCalls.breaking(WatchBreakages::keepEverything, "open")),
        Breakage.ofStore(
            "W4",
            "makes writers wait for slow watchers",
            BrokenLiveKits.Watchers.class,
            store -> new LaggingWatchers().holdingUp(store)),
        Breakage.ofStore(
            "W5",
            "does not close watches",
            BrokenLiveKits.Watchers.class,
            BrokenCalls.breaking(call -> null, "open.close")),
        Breakage.ofStore(
            "W6",
            "waits silently past the end",
            BrokenLiveKits.Watch.class,
            WatchBreakages::waitingSilently),
        Breakage.ofStorage(
            "W7",
            "says that a page reaches further than it looked",
            Chapters.Cursor.class,
            sound -> new BrokenHandle(sound) {
              @Override
              public Page read(PageRequest request) {
                Page page = super.read(request);
                boolean filtered = !request.filter().clauses().isEmpty();
                return filtered && !page.more()
                    ? new Page(page.records(), page.scannedTo() + 3, false)
                    : page;
              }
            }),
        Breakage.ofStore(
            "W7",
            "has a cursor past what it delivered",
            BrokenLiveKits.Cursor.class,
            BrokenCalls.breaking(call -> call.proceed(Long.class) + 1, "open.place")),
        Breakage.ofStore(
            "W8",
            "looks for events all the time",
            BrokenLiveKits.WatchCost.class,
            WatchBreakages::lookingAllTheTime),
        Breakage.ofStore(
            "W9",
            "ends the watches of a lost store as if they were closed",
            BrokenLiveKits.Watchers.class,
            BrokenCalls.breaking(WatchBreakages::endQuietly, "open.iterator.hasNext")),
        Breakage.ofStore(
            "R9",
            "resumes after a cursor without comparing its event",
            BrokenLiveKits.Resume.class,
            BrokenCalls.breaking(WatchBreakages::afterItsPlace, "after")),
        Breakage.ofStore(
            "W10",
            "does not end a watch after its bound",
            BrokenLiveKits.BoundedWatch.class,
            BrokenCalls.breaking(
                call -> call.target() instanceof Watch.Builder<?> watch ? watch : call.proceed(),
                "upTo")),
        Breakage.ofStore(
            "W10",
            "reports before history is delivered that it caught up",
            BrokenLiveKits.BoundedWatch.class,
            BrokenCalls.breaking(call -> true, "caughtUp")));
  }

  private static @Nullable Object missHundredth(BrokenCalls.Call call) throws Throwable {
    Object element = call.proceed();
    return element instanceof StoredEvent event && event.version() % 100 == 0
        ? call.proceed()
        : element;
  }

  private static @Nullable Object afterItsPlace(BrokenCalls.Call call) throws Throwable {
    if (!(call.arguments().get(0) instanceof Cursor cursor)) {
      return call.proceed();
    }
    return call.target() instanceof Events events
        ? events.after(cursor.place())
        : ((Watch.Builder<?>) call.target()).after(cursor.place());
  }

  private static @Nullable Object endQuietly(BrokenCalls.Call call) throws Throwable {
    try {
      return call.proceed();
    } catch (StorageException e) {
      return false;
    }
  }

  private static @Nullable Object keepEverything(BrokenCalls.Call call) throws Throwable {
    Watch<?> ahead = call.proceed(Watch.class);
    inBackground(() -> {
      List<Object> kept = new ArrayList<>();
      ahead.forEach(kept::add);
    });
    return call.proceed();
  }

  private static EventStore waitingSilently(EventStore store) {
    return BrokenCalls.breaking(
            call -> {
              try {
                return call.proceed();
              } catch (PositionAheadException e) {
                return store.all().watch().open();
              }
            },
            "open")
        .apply(store);
  }

  private static EventStore lookingAllTheTime(EventStore store) {
    AtomicInteger watches = new AtomicInteger();
    return BrokenCalls.breaking(
            call -> {
              if (watches.getAndIncrement() < 8) {
                inBackground(() -> lookUntilClosed(store));
              }
              return call.proceed();
            },
            "open")
        .apply(store);
  }

  private static void lookUntilClosed(EventStore store) {
    try {
      while (store.head() >= 0) {
        Thread.onSpinWait();
      }
    } catch (StoreClosedException e) {
      // The end of the test.
    }
  }

  private static void inBackground(Runnable work) {
    Thread thread = new Thread(work, "tck-breakage");
    thread.setDaemon(true);
    thread.start();
  }
}
