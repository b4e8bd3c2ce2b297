package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendResult;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.StoreOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** For backends that declare {@code SHARED}: several store objects of one process on one store. */
public abstract class SharedTck extends StoreTck {

  private static final int HISTORY = 3_000;

  /** For a backend's own class. */
  protected SharedTck() {}

  @Test
  @Rule("A5")
  void ofConcurrentAppendsFromTwoStoreObjectsExactlyOneWins() {
    String url = newStore();
    List<EventStore> stores = List.of(opened(url), opened(url));

    ConcurrencyTck.assertOneWinsEachRound(patience(), writer -> stores.get(writer % 2));
  }

  @Test
  @Rule({"A5", "A6", "A12"})
  void agreesWithAnIndependentJudgeOnGroupsFromTwoHandles() {
    String url = newStore();
    new RandomGroups(
            List.of(closedAfterwards(openStorage(url)), closedAfterwards(openStorage(url))))
        .run();
  }

  @Test
  @Rule("R8")
  void callsOnTwoStoreObjectsHaveOneOrder() {
    String url = newStore();
    EventStore store = opened(url);
    EventStore other = opened(url);
    Histories histories = closedAfterwards(new Histories());
    for (long seed = 1; seed <= 20; seed++) {
      List<HistoryClients> threads =
          List.of(histories.threads(this, store, 1, 2), histories.threads(this, other, 4, 2));
      histories.record(seed, store.head(), 4, threads, () -> store);
    }
  }

  @Test
  @Rule("R3")
  void everyReadSeesWhatAnotherStoreObjectWasAcknowledged() {
    String url = newStore();
    ConcurrencyTck.assertSeenAtOnce(patience(), opened(url), opened(url));
  }

  @Test
  @Rule("R4")
  void nothingAppearsBelowAPositionThatAnotherStoreObjectWrote() {
    String url = newStore();
    ConcurrencyTck.assertNothingAppearsBelow(patience(), opened(url), opened(url));
  }

  @Test
  @Rule("W1")
  void watchesSeeEachEventOnceAndInOrderWhileAnotherStoreObjectAppends() {
    String url = newStore();
    EventStore store = opened(url);
    EventStore other = opened(url);
    ConcurrencyTck.assertWatched(
        patience(),
        store,
        () -> closedAfterwards(other.all().watch().from(0).open()),
        () -> closedAfterwards(other.stream("s3").watch().from(1).open()));
  }

  @Test
  @Rule("W1")
  void whatAnotherStoreObjectAppendsBetweenPagesIsDeliveredOnce() {
    String url = newStore();
    EventStore foreign = opened(url);
    append(foreign, "s", 0, HISTORY);
    AtomicInteger appended = new AtomicInteger();
    EventStore store = tapped(
        url,
        StoreOptions.defaults(),
        storage -> Tap.afterEachPage(storage, () -> {
          if (appended.getAndIncrement() < 5) {
            append(foreign, "s", 0, 3);
          }
        }));

    Iterator<StoredEvent> all = watching(store.all().watch().from(0));
    Iterator<StoredEvent> stream = watching(store.stream("s").watch().from(0));
    next(all, HISTORY);
    next(stream, HISTORY);
    append(foreign, "s", 0, 1);

    List<StoredEvent> rest = Sample.read(foreign.stream("s").read().after(HISTORY));
    assertEquals(rest, next(all, rest.size()), "events of a watch of @all past the history");
    assertEquals(rest, next(stream, rest.size()), "events of a watch of s past the history");
  }

  @Test
  @Rule("W7")
  void aMatchCommittedBetweenAFilteredPageAndItsCursorIsDelivered() {
    String url = newStore();
    EventStore foreign = opened(url);
    CursorTck.appendMixed(foreign, 1);
    AtomicInteger pages = new AtomicInteger();
    EventStore store = tapped(
        url,
        StoreOptions.defaults(),
        storage -> Tap.afterEachPage(storage, () -> {
          if (pages.getAndIncrement() < 3) {
            CursorTck.appendMixed(foreign, 2);
          }
        }));

    Watch<StoredEvent> watch =
        closedAfterwards(store.all().watch().from(0).where(type("Wanted")).open());
    Iterator<StoredEvent> events = watch.iterator();
    List<StoredEvent> seen = new ArrayList<>(next(events, 1));
    CursorTck.appendMixed(foreign, 3);

    List<StoredEvent> stored = Sample.read(foreign.all().read().where(type("Wanted")));
    seen.addAll(next(events, stored.size() - 1));
    assertEquals(stored, seen, "the events that match, and the delivered events");
  }

  @Test
  @Rule("W6")
  void aWatchMissesNothingWhileTheStorageIsAway() {
    String url = newStore();
    EventStore foreign = opened(url);
    Outage outage = new Outage();
    StoreOptions impatient = StoreOptions.defaults().withPollInterval(Duration.ofMillis(10));
    EventStore store = tapped(url, impatient, outage::of);
    List<StoredEvent> seen = new CopyOnWriteArrayList<>();
    Work<Boolean> consumer = Work.run(patience(), () -> consumeResuming(store, seen, 6));
    append(foreign, "s", 0, 3);
    Work.until(patience(), "the first three are seen", () -> seen.size() == 3);

    outage.begin();
    append(foreign, "s", 3, 3);
    outage.endOnceNoticed(patience());

    consumer.result();
    assertEquals(Sample.read(foreign.all().read()), seen, "events of the consumer");
  }

  // The watch may continue after the outage or throw. A consumer that resumes at its cursor
  // continues in both cases.
  private static void consumeResuming(EventStore store, List<StoredEvent> seen, int count) {
    long cursor = 0;
    while (true) {
      try (Watch<StoredEvent> watch = store.all().watch().after(cursor).open()) {
        for (StoredEvent event : watch) {
          seen.add(event);
          cursor = watch.place();
          if (seen.size() == count) {
            return;
          }
        }
      } catch (StorageException away) {
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  @Test
  @Rule("L3")
  void openingAStoreThatIsThereChangesNothing() {
    String url = newStore();
    EventStore store = opened(url);
    store.stream("s").append(Sample.keyed("k"));
    List<StoredEvent> before = Sample.read(store.all().read());

    EventStore again = opened(url);

    assertEquals(before, Sample.read(again.all().read()), "the events after opening again");
    assertTrue(again.stream("s").append(Sample.keyed("k")).isRepeat(), "whether a key is known");
  }

  @Test
  @Rule({"L1", "L3"})
  void closingOneStoreObjectLeavesTheOthersAndNewOnes() {
    String url = newStore();
    EventStore first = open(url);
    EventStore second = opened(url);
    first.stream("s").append(Sample.numbered(1));

    first.close();

    second.stream("s").append(Sample.numbered(2));
    EventStore third = opened(url);
    third.stream("s").append(Sample.numbered(3));
    for (EventStore open : List.of(second, third)) {
      assertEquals(List.of("1", "2", "3"), Sample.texts(open.all().read()), "stored events");
    }
  }

  @Test
  @Rule("L3")
  void manyThreadsOpenANewStoreAtOnce() {
    String url = newStore();

    List<Work<AppendResult>> openers = Work.together(patience(), 10, i -> () -> {
      EventStore store = opened(url);
      return store.stream("s").append(Sample.numbered(i));
    });

    assertEquals(
        List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L),
        openers.stream().map(opener -> opener.result().version()).sorted().toList(),
        "the versions that ten appends got");
  }

  @Test
  @Rule("L1")
  void whatAppendsWereToldAtClosingIsWhatAnotherStoreObjectSees() throws InterruptedException {
    Gate gate = new Gate();
    String url = newStore();
    EventStore other = opened(url);
    closedAfterwards(gate::open);
    EventStore store = tapped(url, StoreOptions.defaults(), gate::before);

    List<String> told = LifecycleTck.closeDuringAppends(store, gate, patience());

    assertEquals(told, Sample.texts(other.stream("s").read()), "stored events");
  }

  private static void append(EventStore store, String stream, int first, int count) {
    store.stream(stream).append(ExpectedVersion.any(), Sample.numbered(first, count));
  }
}
