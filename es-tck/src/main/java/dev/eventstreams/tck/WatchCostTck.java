package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.StoreOptions;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Chapter W: the cost of watchers, in memory while they do not read, and in work while nothing
 * happens.
 */
public abstract class WatchCostTck extends StoreTck {

  private static final int MISSED = 100_000;
  private static final int BATCH = 1_000;

  /** For a backend's own class. */
  protected WatchCostTck() {}

  @Test
  @Rule("W3")
  void watchersThatStopFor100000EventsHoldFewOfThemAndThenGetAll() {
    Retained retained = new Retained();
    EventStore store = tapped(newStore(), StoreOptions.defaults(), retained::tracking);
    Iterator<StoredEvent> iterator = watching(store.all().watch().from(0));
    Watch<StoredEvent> published =
        closedAfterwards(store.stream("s").watch().from(0).open());
    Probe<StoredEvent> probe = new Probe<>(patience());
    published.publisher().subscribe(probe);
    probe.request(1);
    append(store, 1);
    next(iterator, 1);
    probe.await(1);

    for (int i = 0; i < MISSED / BATCH; i++) {
      append(store, BATCH);
    }

    Work.until(
        patience(),
        "a store with two watchers that do not read holds less than half of " + MISSED + " events",
        () -> retained.count() < MISSED / 2);
    assertGoesOn(iterator);
    probe.request(Long.MAX_VALUE);
    Work.until(patience(), "the subscriber has all", () -> probe.count() == MISSED + 1);
    List<StoredEvent> last = probe.received();
    assertEquals(MISSED + 1, last.get(MISSED).version(), "the last event that a subscriber got");
  }

  private void assertGoesOn(Iterator<StoredEvent> watch) {
    Work.run(patience(), () -> {
          for (int version = 2; version <= MISSED + 1; version++) {
            assertTrue(watch.hasNext());
            assertEquals(version, watch.next().version(), "the next version");
          }
        })
        .result();
  }

  private static void append(EventStore store, int count) {
    CandidateEvent event = CandidateEvent.of("Missed", new byte[256]);
    store.stream("s").append(ExpectedVersion.any(), Collections.nCopies(count, event));
  }

  @Test
  @Rule("W8")
  void idleWatchersAskTheStorageNothingButWhereItEnds() {
    IdleStorage idle = new IdleStorage();
    EventStore store = tapped(newStore(), StoreOptions.defaults(), idle::counting);
    closedAfterwards(idle::endWaiting);
    store.stream("s").append(Sample.numbered(0));
    for (int i = 0; i < 100; i++) {
      Iterator<StoredEvent> watch =
          watching((i % 2 == 0 ? store.all() : store.stream("s")).watch());
      Work<Boolean> unused = Work.start(patience(), watch::hasNext).waiting();
    }
    idle.awaitWaiting(patience());
    long before = idle.calls();

    for (int tick = 0; tick < 500; tick++) {
      idle.letPollIntervalPass(patience());
    }

    long calls = idle.calls() - before;
    assertTrue(
        calls <= 1_000,
        "100 idle watchers made " + calls + " calls to the storage in 500 poll intervals");
  }
}
