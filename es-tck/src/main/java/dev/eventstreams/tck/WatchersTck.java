package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.StoreOptions;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/**
 * Chapter W: watchers that are slow, fail or are closed, and watchers of a store that is lost or
 * away.
 */
public abstract class WatchersTck extends StoreTck {

  private static final StoreOptions IMPATIENT =
      StoreOptions.defaults().withPollInterval(Duration.ofMillis(10));

  /** For a backend's own class. */
  protected WatchersTck() {}

  @Test
  @Rule("W4")
  void watchersThatStandStillHoldNobodyUp() {
    EventStore store = store();
    CountDownLatch blocked = new CountDownLatch(1);
    Watch<StoredEvent> neverRead = closedAfterwards(store.all().watch().from(0).open());
    Watch<StoredEvent> stopped = closedAfterwards(store.all().watch().from(0).open());
    Watch<StoredEvent> blocking = closedAfterwards(store.all().watch().from(0).open());
    closedAfterwards(blocked::countDown);
    Iterator<StoredEvent> quick = watching(store.all().watch().from(0));
    store.stream("s").append(Sample.numbered(0));
    next(stopped.iterator(), 1);
    Probe<StoredEvent> probe = new Probe<>(patience()) {
      @Override
      public void onNext(StoredEvent event) {
        super.onNext(event);
        awaitQuietly(blocked);
      }
    };
    blocking.publisher().subscribe(probe);
    probe.request(Long.MAX_VALUE);
    probe.await(1);

    appendSingly(store, 500);

    assertEquals(
        Sample.read(store.all().read()), next(quick, 501), "events delivered to a quick watcher");
    assertEquals(0, neverRead.place(), "the cursor of a watch without a reader");
  }

  @Test
  @Rule("W4")
  void watchersThatFailHarmNobody() {
    EventStore store = store();
    Iterator<StoredEvent> sound = watching(store.all().watch().from(0));
    Iterator<Integer> failing = watching(store.all().readAndWatch(0, (n, event) -> {
      throw new IllegalStateException("the fold fails");
    }));
    Watch<StoredEvent> throwing = closedAfterwards(store.all().watch().from(0).open());
    Probe<StoredEvent> probe = new Probe<>(patience()) {
      @Override
      public void onNext(StoredEvent event) {
        super.onNext(event);
        throw new IllegalStateException("the subscriber fails");
      }
    };
    throwing.publisher().subscribe(probe);
    probe.request(Long.MAX_VALUE);

    appendSingly(store, 1);
    assertThrows(IllegalStateException.class, failing::hasNext, "the watch whose fold fails");
    probe.await(1);
    appendSingly(store, 100);

    assertEquals(
        Sample.read(store.all().read()), next(sound, 101), "events delivered to another watcher");
    assertThrows(IllegalStateException.class, failing::hasNext, "the watch that failed, again");
  }

  private void appendSingly(EventStore store, int count) {
    Work.run(patience(), () -> {
          for (int i = 0; i < count; i++) {
            store.stream("s").append(Sample.numbered(i));
          }
        })
        .result();
  }

  @Test
  @Rule("W5")
  void closingFromAnotherThreadEndsAWaitingWatch() {
    EventStore store = store();
    for (EventSource source : List.of(store.all(), store.stream("s"))) {
      Watch<StoredEvent> watch = closedAfterwards(source.watch().open());
      Iterator<StoredEvent> events = watch.iterator();
      Work<Boolean> waiting = Work.start(patience(), events::hasNext).waiting();

      watch.close();

      assertFalse(waiting.result(), "hasNext of a watch closed meanwhile");
      assertFalse(waiting.endedInterrupted(), "the interrupt flag of the consumer");
      watch.close();
      assertFalse(events.hasNext(), "hasNext once more");
    }
  }

  @Test
  @Rule("W5")
  void closingInTheMiddleOfHistoryEndsTheWatch() {
    EventStore store = store();
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(0, 3_000));
    Watch<StoredEvent> watch = closedAfterwards(store.all().watch().from(0).open());

    Work<Integer> consumer = Work.start(patience(), () -> {
      int seen = 0;
      for (StoredEvent event : watch) {
        seen = (int) event.version();
        if (seen == 1_500) {
          watch.close();
        }
      }
      return seen;
    });

    assertEquals(1_500, consumer.result(), "the last event of a watch closed after it");
    assertEquals(1_500, store.stream("s").read().upTo(watch.place()).stream().count(), "cursor");
  }

  @Test
  @Rule("W5")
  void closingTheStoreEndsEveryWatch() {
    EventStore store = store();
    store.stream("s").append(Sample.numbered(0));
    Iterator<StoredEvent> waiting = watching(store.all().watch());
    Iterator<StoredEvent> behind = watching(store.all().watch().from(0));
    Watch<StoredEvent> published = closedAfterwards(store.stream("s").watch().open());
    Probe<StoredEvent> probe = new Probe<>(patience());
    published.publisher().subscribe(probe);
    probe.request(10);
    Work<Boolean> consumer = Work.start(patience(), waiting::hasNext).waiting();

    store.close();

    assertFalse(consumer.result(), "hasNext of a watch that waited");
    assertFalse(Work.start(patience(), behind::hasNext).result(), "of one that was behind");
    probe.awaitCompletion();
  }

  @Test
  @Rule("W5")
  void interruptingTheConsumerEndsItsWatchAndNoOther() {
    EventStore store = store();
    Iterator<StoredEvent> interrupted = watching(store.all().watch());
    Iterator<StoredEvent> other = watching(store.all().watch());
    Work<Boolean> consumer = Work.start(patience(), interrupted::hasNext).waiting();
    Work<Boolean> bystander = Work.start(patience(), other::hasNext).waiting();

    consumer.interrupt();

    assertFalse(consumer.result(), "hasNext of the interrupted consumer");
    assertTrue(consumer.endedInterrupted(), "its interrupt flag");
    store.stream("s").append(Sample.numbered(0));
    assertTrue(bystander.result(), "hasNext of another watch, after an append");
  }

  @Test
  @Rule("W9")
  void everyWatchOfAStoreThatIsLostFails() {
    Loss loss = new Loss();
    EventStore store = tapped(newStore(), IMPATIENT, loss::of);
    store.stream("s").append(Sample.numbered(0));
    Watch<StoredEvent> watch = closedAfterwards(store.all().watch().open());
    long before = watch.place();
    Iterator<StoredEvent> ofStore = watch.iterator();
    Iterator<StoredEvent> ofStream = watching(store.stream("s").watch());
    Probe<StoredEvent> probe = new Probe<>(patience());
    closedAfterwards(store.stream("t").watch().open()).publisher().subscribe(probe);
    Work<Boolean> consumer = Work.start(patience(), ofStore::hasNext).waiting();
    Work<Boolean> other = Work.start(patience(), ofStream::hasNext).waiting();

    loss.happens();

    assertLost(consumer.failure());
    assertLost(other.failure());
    assertLost(probe.awaitError());
    assertLost(Work.start(patience(), ofStore::hasNext).failure());
    assertEquals(before, watch.place(), "the cursor of a watch that failed");
    for (EventSource source : List.of(store.all(), store.stream("s"))) {
      assertLost(
          Work.start(patience(), () -> watching(source.watch()).hasNext()).failure());
    }
    assertLost(
        assertThrows(StorageException.class, () -> store.stream("s").append(Sample.numbered(1))));
  }

  private static void assertLost(Throwable failure) {
    StorageException lost = assertInstanceOf(StorageException.class, failure);
    assertTrue(lost.lost() && !lost.outcomeUnknown(), "lost for good, and certainly: " + lost);
  }

  @Test
  @Rule("W9")
  void watchesOfAStoreThatIsAwayWaitForIt() {
    Outage outage = new Outage();
    EventStore store = tapped(newStore(), IMPATIENT, outage::of);
    Iterator<StoredEvent> events = watching(store.all().watch());
    Work<Boolean> consumer = Work.start(patience(), events::hasNext).waiting();

    outage.begin();
    outage.endOnceNoticed(patience());
    store.stream("s").append(Sample.numbered(0));

    assertTrue(consumer.result(), "hasNext of a watch, after the outage and an append");
    assertEquals(Sample.read(store.all().read()), next(events, 1), "the events delivered then");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
