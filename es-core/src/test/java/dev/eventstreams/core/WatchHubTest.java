package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendResult;
import dev.eventstreams.Bytes;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import dev.eventstreams.spi.StreamWrite;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class WatchHubTest {

  private static final NewEvent EVENT =
      new NewEvent("T", "id", false, List.of(), "{}", Bytes.empty(), 0);

  /** A backend that takes one append, and whose reads fail. */
  private static GuardedStorage unreadable() {
    EventRecord stored =
        new EventRecord("s", 1, 1, 0, "T", "id", false, List.of(), "{}", Bytes.empty(), 0);
    AppendOutcome done = new AppendOutcome.Done(new AppendResult(Map.of("s", 1L), List.of()));
    return new GuardedStorage((StorageHandle) Proxy.newProxyInstance(
        WatchHubTest.class.getClassLoader(),
        new Class<?>[] {StorageHandle.class},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "location" -> "nowhere";
          case "head" -> new StreamHead(0, 0, 0);
          case "notifier" -> Notifier.silent();
          case "append" -> new GroupOutcome(0, List.of(stored), List.of(done));
          default -> throw new UnsupportedOperationException(method.getName());
        }));
  }

  @Test
  void ownAppendReachesAWatchWithoutAReadOfStorage() {
    GuardedStorage storage = unreadable();
    WatchHub hub = new WatchHub(storage, Duration.ofHours(1));
    WatchSource watch = new WatchSource(storage, Runnable::run, hub, Selection.all("s"), null);
    watch.open(true);
    AppendPipeline pipeline = new AppendPipeline(new GroupCommit(storage, hub), Runnable::run);
    StreamWrite write = new StreamWrite("s", ExpectedVersion.any(), List.of(EVENT));
    AppendRequest request = new AppendRequest(List.of(write), List.of());
    AppendResult result =
        pipeline.append(new AppendEncoder.Encoded(request, 100, new SealingTasks()));
    assertEquals(1, result.version());
    TailEvent event = watch.peek();
    assertNotNull(event);
    assertEquals(1, event.record.position());
    watch.close();
  }

  @Test
  void keepsNothingOfAWatchThatIsClosedTwice() {
    GuardedStorage storage = unreadable();
    WatchHub hub = new WatchHub(storage, Duration.ofHours(1));
    WatchSource watch = new WatchSource(storage, Runnable::run, hub, Selection.all("s"), null);
    watch.open(true);
    watch.close();
    watch.close();
    assertEquals(Map.of(), hub.ofStreams);
  }

  @Test
  void hintsAreAwaitedAsLongAsAnyWatchIsOpen() {
    AtomicInteger notifiers = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    GuardedStorage storage =
        new GuardedStorage(FakeHandle.of((method, arguments) -> switch (method) {
          case "head" -> new StreamHead(0, 0, 0);
          case "notifier" -> {
            notifiers.incrementAndGet();
            yield counting(closed);
          }
          default -> null;
        }));
    WatchHub hub = new WatchHub(storage, Duration.ofHours(1));
    WatchSource first = new WatchSource(storage, Runnable::run, hub, Selection.all(null), null);
    WatchSource second = new WatchSource(storage, Runnable::run, hub, Selection.all("s"), null);
    first.open(true);
    second.open(true);
    first.close();
    first.close();
    assertEquals(1, notifiers.get());
    assertEquals(0, closed.get());
    second.close();
    assertEquals(1, closed.get());
    WatchSource third = new WatchSource(storage, Runnable::run, hub, Selection.all("s"), null);
    third.open(true);
    assertEquals(2, notifiers.get());
    third.close();
    assertEquals(2, closed.get());
  }

  @Test
  void closingEndsEveryWatchEvenIfOneCannotBeWoken() {
    GuardedStorage storage = new GuardedStorage(FakeHandle.of(
        (method, arguments) -> method.equals("head") ? new StreamHead(0, 0, 0) : null));
    WatchHub hub = new WatchHub(storage, Duration.ofHours(1));
    IllegalStateException failure = new IllegalStateException("made up");
    List<WatchSource> watches = new ArrayList<>();
    for (String stream : Arrays.asList(null, "a", "a", "b", null)) {
      WatchSource watch = new WatchSource(storage, Runnable::run, hub, Selection.all(stream), null);
      watch.open(true);
      watches.add(watch);
    }
    for (WatchSource stubborn : List.of(watches.get(0), watches.get(1))) {
      stubborn.onSignal(() -> {
        throw failure;
      });
    }
    assertSame(failure, assertThrows(IllegalStateException.class, hub::close));
    watches.forEach(watch -> assertTrue(watch.isClosed()));
    WatchSource late = new WatchSource(storage, Runnable::run, hub, Selection.all("a"), null);
    assertThrows(StoreClosedException.class, () -> late.open(true));
    assertEquals(Map.of(), hub.ofStreams);
    hub.close();
  }

  private static Notifier counting(AtomicInteger closed) {
    Notifier silent = Notifier.silent();
    return new Notifier() {
      @Override
      public boolean await(Duration timeout) throws InterruptedException {
        return silent.await(timeout);
      }

      @Override
      public void close() {
        closed.incrementAndGet();
        silent.close();
      }
    };
  }
}
