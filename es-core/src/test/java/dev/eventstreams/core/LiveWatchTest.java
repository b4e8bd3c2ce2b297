package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.Cursor;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How the iterator of a watch ends: by an interrupt, by a failure, and by the close of the watch.
 */
@Timeout(60)
final class LiveWatchTest {

  private final GuardedStorage storage = new GuardedStorage(
      FakeHandle.of((method, arguments) -> method.equals("head") ? new StreamHead(0, 0, 0) : null));
  private final WatchHub hub = new WatchHub(storage, Duration.ofHours(1));
  private final WatchSource source =
      new WatchSource(storage, Runnable::run, hub, Selection.all("s"), null);

  private LiveWatch<String> watch(Function<StoredEvent, String> transform) {
    source.open(true);
    EventCodec codec = new EventCodec(StoreOptions.defaults(), StorageLimits.none(), null);
    return new LiveWatch<>(source, codec, Runnable::run, transform, () -> {});
  }

  private void append() {
    EventRecord event =
        new EventRecord("s", 1, 1, 0, "T", "id", false, List.of(), "{}", Bytes.empty(), 0);
    hub.written(new GroupOutcome(0, List.of(event), List.of()));
  }

  private void assertForgotten() {
    assertTrue(source.isClosed());
    assertEquals(Map.of(), hub.ofStreams);
  }

  private static void awaitParked(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void interruptOfAWaitingThreadEndsTheWatchAndStaysSet() throws Exception {
    Iterator<String> events = watch(StoredEvent::type).iterator();
    FutureTask<Boolean> waiting =
        new FutureTask<>(() -> events.hasNext() || !Thread.currentThread().isInterrupted());
    Thread thread = new Thread(waiting);
    thread.start();
    awaitParked(thread);
    thread.interrupt();
    assertFalse(waiting.get());
    assertForgotten();
    assertThrows(NoSuchElementException.class, events::next);
  }

  @Test
  void failureEndsTheWatchAndIsThrownAgain() {
    IllegalStateException failure = new IllegalStateException("made up");
    Iterator<String> events = watch(event -> {
          throw failure;
        })
        .iterator();
    append();
    assertSame(failure, assertThrows(IllegalStateException.class, events::hasNext));
    assertForgotten();
    assertSame(failure, assertThrows(IllegalStateException.class, events::next));
  }

  @Test
  void closeEndsTheWaitAndAnEventIsDeliveredOnce() throws Exception {
    LiveWatch<String> watch = watch(StoredEvent::type);
    Iterator<String> events = watch.iterator();
    append();
    assertEquals("T", events.next());
    assertEquals(Cursor.at(1, "id"), watch.cursor());
    FutureTask<Boolean> waiting = new FutureTask<>(events::hasNext);
    Thread thread = new Thread(waiting);
    thread.start();
    awaitParked(thread);
    watch.close();
    assertFalse(waiting.get());
    assertForgotten();
  }
}
