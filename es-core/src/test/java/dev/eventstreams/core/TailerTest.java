package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a watch gets while other processes append to its store, with hints and without. */
@Timeout(60)
final class TailerTest {

  private final BlockingQueue<Boolean> looks = new LinkedBlockingQueue<>();
  private final Semaphore signals = new Semaphore(0);
  private volatile long head = 3;
  private volatile boolean failing;
  private volatile boolean lost;
  private final Queue<Long> pages = new ConcurrentLinkedQueue<>(); // after which position
  private GuardedStorage storage;
  private WatchHub hub;
  private WatchSource watch;

  @BeforeEach
  void open() {
    StorageHandle handle = (StorageHandle) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {StorageHandle.class},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "location" -> "nowhere";
          case "head" -> new StreamHead(head, head, 0);
          case "read" -> page((PageRequest) arguments[0]);
          case "notifier" -> notifier();
          default -> throw new UnsupportedOperationException(method.getName());
        });
    storage = new GuardedStorage(handle);
    hub = new WatchHub(storage, Duration.ofHours(1));
    watch = watch(signals::release);
  }

  private WatchSource watch(Runnable signal) {
    WatchSource opened = new WatchSource(storage, Runnable::run, hub, Selection.all(null), null);
    opened.onSignal(signal);
    opened.open(true);
    return opened;
  }

  @AfterEach
  void close() {
    watch.close();
  }

  /**
   * Returns a notifier that ends one wait for each element of {@code looks}, which is whether there
   * was a hint.
   */
  private Notifier notifier() {
    return new Notifier() {
      @Override
      public boolean await(Duration timeout) throws InterruptedException {
        return looks.take();
      }

      @Override
      public void close() {
        looks.add(false);
      }
    };
  }

  private Page page(PageRequest request) {
    pages.add(request.after());
    if (lost) {
      throw StorageException.lost("another store", null);
    }
    if (failing) {
      failing = false;
      throw StorageException.unavailable("not now", null);
    }
    long end = Math.min(head, request.upTo());
    long last = Math.min(end, request.after() + request.maxEvents());
    List<EventRecord> records = LongStream.rangeClosed(request.after() + 1, last)
        .mapToObj(at -> new EventRecord(
            "s", at, at, 0, "T", "id" + at, false, List.of(), "{}", Bytes.empty(), 0))
        .toList();
    return new Page(records, last <= request.after() ? end : last, last < end);
  }

  private void awaitSignal(boolean hinted) throws InterruptedException {
    looks.add(hinted);
    signals.acquire();
    signals.drainPermits();
  }

  private void takeUpTo(long last) {
    for (long next = watch.resumeAfter(0) + 1; next <= last; next++) {
      TailEvent event = watch.peek();
      assertNotNull(event, "the event " + next);
      assertEquals(next, event.record.position());
      assertEquals(next, watch.place(watch.taken()));
    }
    assertNull(watch.peek());
  }

  @Test
  void eventsAreDeliveredOnceAndInOrderWithAndWithoutAHint() throws InterruptedException {
    for (long last = 5; last <= 9; last += 2) {
      head = last;
      awaitSignal(last != 7);
      takeUpTo(last);
    }
  }

  @Test
  void eventsOfManyPagesAreDeliveredAfterOneHintEvenIfTakenLate() throws InterruptedException {
    head = 10_000;
    looks.add(true);
    looks.add(true); // taken when the first look is done
    while (!looks.isEmpty()) {
      Thread.onSpinWait();
    }
    head = 10_001;
    looks.add(true);
    looks.add(false);
    while (!looks.isEmpty()) {
      Thread.onSpinWait();
    }
    takeUpTo(10_001);
  }

  @Test
  void eventWhosePageFailedIsFoundWithoutAnotherHint() throws InterruptedException {
    failing = true;
    head = 4;
    looks.add(true);
    awaitSignal(false);
    takeUpTo(4);
  }

  @Test
  void storeThatWasSetBackIsNoticedAfterAHint() throws InterruptedException {
    setBack(true);
  }

  @Test
  void storeThatWasSetBackIsNoticedWithoutAHint() throws InterruptedException {
    setBack(false);
  }

  /** Returns once the tailer has looked for each of the hints. */
  private void look(boolean... hints) {
    for (boolean hinted : hints) {
      looks.add(hinted);
    }
    looks.add(false); // taken when the other looks are done
    while (!looks.isEmpty()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void lookWithoutAHintReadsNoPageOfAStoreThatIsUnchanged() {
    look(false, false);
    assertEquals(List.of(), List.copyOf(pages));
  }

  @Test
  void hintWithoutAnEventDropsNothing() throws InterruptedException {
    head = 5;
    awaitSignal(true);
    look(true, true);
    takeUpTo(5);
    assertEquals(List.of(3L, 5L, 5L), List.copyOf(pages)); // the watch read none
  }

  @Test
  void storeThatWasSetBackIsReadFromItsNewHead() throws InterruptedException {
    setBack(true);
    pages.clear();
    WatchSource late = watch(signals::release);
    head = 4;
    look(true); // the whole look: the other watch is signalled first
    assertEquals(List.of(2L), List.copyOf(pages));
    TailEvent event = late.peek();
    assertNotNull(event);
    assertEquals(3, event.record.position());
    late.close();
  }

  private static void assertLost(WatchSource watch) {
    StorageException failure = assertThrows(StorageException.class, watch::peek);
    assertTrue(failure.lost(), failure.toString());
  }

  @Test
  void watchThatIsOpenedAfterTheLossFailsAtTheNextLook() throws InterruptedException {
    lost = true;
    awaitSignal(true);
    assertLost(watch);
    WatchSource late = watch(signals::release);
    awaitSignal(true);
    awaitLoss(late);
    late.close();
  }

  // The signals of both watches are the same.
  private void awaitLoss(WatchSource late) throws InterruptedException {
    while (late.failure() == null) {
      awaitSignal(true);
    }
    assertLost(late);
  }

  @Test
  void failedWakeUpDoesNotBlockOtherWatchesAndIsRepeated() throws Exception {
    AtomicInteger wakings = new AtomicInteger();
    WatchSource stubborn = watch(() -> {
      if (wakings.getAndIncrement() == 0) {
        throw new OutOfMemoryError("no thread");
      }
      signals.release();
    });
    lost = true;
    awaitSignal(true);
    assertLost(watch);
    watch.onSignal(() -> {});
    awaitSignal(true);
    assertTrue(wakings.get() > 1, "the watch was woken");
    assertLost(stubborn);
    stubborn.close();
  }

  @Test
  void failedWakeUpForAnEventIsRepeatedAtTheNextLook() throws Exception {
    AtomicInteger wakings = new AtomicInteger();
    WatchSource stubborn = watch(() -> {
      if (wakings.getAndIncrement() == 0) {
        throw new OutOfMemoryError("no thread");
      }
    });
    head = 4;
    awaitSignal(true);
    look(false);
    assertEquals(2, wakings.get());
    TailEvent event = stubborn.peek();
    assertNotNull(event);
    assertEquals(4, event.record.position());
    look(false);
    assertEquals(2, wakings.get());
    stubborn.close();
  }

  private void setBack(boolean hinted) throws InterruptedException {
    head = 5;
    awaitSignal(hinted);
    takeUpTo(5);
    head = 2;
    awaitSignal(hinted);
    assertThrows(PositionAheadException.class, watch::peek);
  }
}
