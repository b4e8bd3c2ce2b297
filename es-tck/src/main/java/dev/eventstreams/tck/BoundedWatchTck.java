package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Chapter W: watches that wait for a limited time, take batches, end, and report that they caught up. */
public abstract class BoundedWatchTck extends StoreTck {

  /** For a backend's own class. */
  protected BoundedWatchTck() {}

  @Test
  @Rule("W10")
  void nextWaitsNoLongerThanAsked() {
    Watch<StoredEvent> watch = closedAfterwards(stream("s").watch().open());

    assertEquals(Optional.empty(), watch.next(Duration.ZERO), "before the first event");
    assertEquals(Optional.empty(), watch.next(Duration.ofMillis(5)), "after five milliseconds");
    Work<Optional<StoredEvent>> waiting =
        Work.start(patience(), () -> watch.next(Duration.ofSeconds(Long.MAX_VALUE)));
    stream("s").append(Sample.numbered(1));
    assertEquals("1", waiting.result().orElseThrow().data().utf8(), "a live event");
    assertEquals(1, watch.place(), "the place");
    assertThrows(IllegalStateException.class, watch::iterator, "a second consumer");
    watch.close();
    assertEquals(Optional.empty(), watch.next(patience()), "of a closed watch");
    assertTrue(watch.isClosed(), "is closed");
  }

  @Test
  @Rule("W10")
  void aBatchHasTheReadyEventsAndTheCursorIsPastThem() {
    stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 1_000));
    Watch<StoredEvent> watch = closedAfterwards(stream("s").watch().from(0).open());

    List<StoredEvent> all = new ArrayList<>();
    while (all.size() < 1_000) {
      List<StoredEvent> batch = watch.nextBatch(300, patience());
      assertTrue(!batch.isEmpty() && batch.size() <= 300, batch.size() + " events in a batch");
      all.addAll(batch);
      assertEquals(all.size(), watch.place(), "the place after a batch");
    }
    assertEquals(Sample.texts(stream("s").read()), Sample.texts(all), "events of all batches");
    assertEquals(List.of(), watch.nextBatch(300, Duration.ZERO), "when nothing is ready");
    assertThrows(
        IllegalArgumentException.class, () -> watch.nextBatch(0, Duration.ZERO), "a batch of 0");
  }

  @Test
  @Rule("W10")
  void aBatchBeforeAnEventThatCannotBeFoldedIsDelivered() {
    stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 4));
    Watch<Long> watch = closedAfterwards(stream("s")
        .readAndWatch(0L, (sum, event) -> {
          if (event.version() == 3) {
            throw new IllegalStateException("cannot fold version 3");
          }
          return event.version();
        })
        .open());

    assertEquals(List.of(1L, 2L), watch.nextBatch(10, patience()), "the states before");
    assertEquals(2, watch.place(), "the place");
    assertThrows(
        IllegalStateException.class, () -> watch.nextBatch(10, patience()), "the next batch");
    assertEquals(2, watch.place(), "the place after the failure");
  }

  @Test
  @Rule("W10")
  void aBoundedWatchEndsAfterItsLastEvent() {
    EventStore store = store();
    stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 5));
    for (Watch.Builder<StoredEvent> history : List.of(
        stream("s").watch().from(2).upTo(3),
        stream("s").watch().from(2).upTo(3).upTo(4),
        stream("s").watch().from(1).from(2).upTo(3))) {
      Watch<StoredEvent> watch = closedAfterwards(history.open());
      Iterator<StoredEvent> events = watch.iterator();
      assertEquals(List.of("2", "3"), Sample.texts(next(events, 2)), "events from 2 to 3");
      assertFalse(Work.start(patience(), events::hasNext).result(), "an event after the last");
      assertTrue(watch.isClosed(), "is closed");
      assertEquals(3, watch.place(), "its place");
    }
    Watch<StoredEvent> filtered = closedAfterwards(store
        .all()
        .watch()
        .from(0)
        .where(EventFilter.type("none"))
        .upTo(store.head())
        .open());
    assertFalse(Work.start(patience(), filtered.iterator()::hasNext).result(), "events of no type");
    assertEquals(
        Optional.empty(),
        closedAfterwards(stream("s").watch().from(4).upTo(3).open()).next(patience()),
        "of a watch that ends before it starts");
  }

  @Test
  @Rule("W10")
  void aBoundedWatchWaitsForItsLastEvent() {
    stream("s").append(Sample.numbered(1));
    Watch<StoredEvent> watch = closedAfterwards(stream("s").watch().upTo(3).open());
    Work<List<StoredEvent>> waiting = Work.start(patience(), () -> {
      List<StoredEvent> taken = new ArrayList<>();
      watch.forEach(taken::add);
      return taken;
    });

    stream("s").append(Sample.numbered(2));
    stream("s").append(Sample.numbered(3), Sample.numbered(4), Sample.numbered(5));
    assertEquals(List.of("2", "3"), Sample.texts(waiting.result()), "live events up to 3");
  }

  @Test
  @Rule("W10")
  void aWatchReportsOnceThatItHasDeliveredHistory() {
    stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 500));
    List<Long> reports = new ArrayList<>();
    List<StoredEvent> taken = new ArrayList<>();
    Watch<StoredEvent> watch = closedAfterwards(stream("s")
        .watch()
        .from(0)
        .onCaughtUp(() -> reports.add((long) taken.size()))
        .open());

    while (taken.size() < 500) {
      assertFalse(watch.caughtUp(), "caught up before history was delivered");
      watch.next(patience()).ifPresent(taken::add);
    }
    assertEquals(Optional.empty(), watch.next(Duration.ZERO), "behind history");
    assertTrue(watch.caughtUp(), "caught up after history");
    assertEquals(List.of(500L), reports, "events delivered at the report");
    stream("s").append(Sample.numbered(501));
    assertEquals("501", watch.next(patience()).orElseThrow().data().utf8(), "a live event");
    assertEquals(Optional.empty(), watch.next(Duration.ZERO), "behind the live event");
    assertEquals(List.of(500L), reports, "reports");
  }

  @Test
  @Rule("R2")
  void boundsOfReadsNarrow() {
    stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 9));

    assertEquals(
        List.of(3L, 4L, 5L),
        Sample.versions(stream("s").read().from(3).from(1).after(1).upTo(5).upTo(8)),
        "the highest lower bound and the lowest upper bound");
    assertEquals(
        List.of(1L, 2L), Sample.versions(stream("s").read().limit(2).limit(5)), "the lowest limit");
    assertEquals(
        9L,
        stream("s").read().backwards().first().orElseThrow().version(),
        "the first event backwards");
    assertEquals(Optional.empty(), stream("none").read().first(), "the first of no stream");
    assertEquals(45, stream("s").read().fold(0L, (sum, event) -> sum + event.version()), "a fold");
  }
}
