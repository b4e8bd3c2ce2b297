package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter W for watches that are consumed as publishers. */
public abstract class WatchPublisherTck extends StoreTck {

  /** For a backend's own class. */
  protected WatchPublisherTck() {}

  private <T> Probe<T> subscribed(Watch<T> watch) {
    Probe<T> probe = new Probe<>(patience());
    watch.publisher().subscribe(probe);
    return probe;
  }

  @Test
  @Rule("W1")
  void aSubscriberGetsHistoryThenLiveAsItAsksForThem() {
    EventStore store = store();
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(0, 5));
    Watch<StoredEvent> watch = closedAfterwards(store.all().watch().from(0).open());
    Probe<StoredEvent> probe = subscribed(watch);

    probe.request(2);
    probe.await(2);
    probe.request(5);
    probe.await(5);
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(5, 5));
    assertEquals(
        Sample.read(store.all().read().limit(7)), probe.await(7), "after requests of 2 and of 5");
    probe.request(Long.MAX_VALUE);
    assertEquals(Sample.read(store.all().read()), probe.await(10), "after a request without bound");
  }

  @Test
  @Rule("W3")
  void aSubscriberNeverGetsMoreThanItAskedFor() {
    EventStore store = store();
    Watch<StoredEvent> asking = closedAfterwards(store.all().watch().open());
    Watch<StoredEvent> modest = closedAfterwards(store.stream("s").watch().open());
    Probe<StoredEvent> all = subscribed(asking);
    Probe<StoredEvent> few = subscribed(modest);
    all.request(Long.MAX_VALUE);
    few.request(3);

    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(0, 1_000));

    all.await(1_000);
    assertEquals(3, few.await(3).size(), "events of a subscriber that asked for 3");
    few.request(1);
    assertEquals(4, few.await(4).size(), "its events after it asked for one more");
    Work.until(patience(), "the cursor is at the fourth event", () -> modest.place() == 4);
  }

  @Test
  @Rule("W1")
  void aWatchIsConsumedOnce() {
    EventStore store = store();
    store.stream("s").append(Sample.numbered(0));
    Watch<StoredEvent> published = closedAfterwards(store.all().watch().from(0).open());
    Watch<StoredEvent> iterated = closedAfterwards(store.all().watch().from(0).open());
    Probe<StoredEvent> first = subscribed(published);
    Iterator<StoredEvent> unused = iterated.iterator();

    assertInstanceOf(
        IllegalStateException.class, subscribed(published).awaitError(), "a second subscription");
    assertInstanceOf(
        IllegalStateException.class, subscribed(iterated).awaitError(), "after an iterator");
    assertThrows(IllegalStateException.class, published::iterator, "after a subscription");
    assertThrows(IllegalStateException.class, iterated::iterator, "a second iterator");
    first.request(1);
    assertEquals(1, first.await(1).size(), "events of the first subscriber");
  }

  @Test
  @Rule("W5")
  void closingTheWatchCompletesItsSubscriber() {
    EventStore store = store();
    Watch<StoredEvent> asking = closedAfterwards(store.all().watch().open());
    Watch<StoredEvent> silent = closedAfterwards(store.stream("s").watch().open());
    Probe<StoredEvent> withDemand = subscribed(asking);
    Probe<StoredEvent> withoutDemand = subscribed(silent);
    withDemand.request(5);

    asking.close();
    silent.close();

    withDemand.awaitCompletion();
    withoutDemand.awaitCompletion();
  }

  @Test
  @Rule("W5")
  void aCancelledSubscriberGetsNoMore() {
    EventStore store = store();
    Watch<StoredEvent> cancelled = closedAfterwards(store.all().watch().open());
    Watch<StoredEvent> other = closedAfterwards(store.all().watch().open());
    Probe<StoredEvent> probe = subscribed(cancelled);
    Probe<StoredEvent> bystander = subscribed(other);
    probe.request(10);
    bystander.request(10);
    store.stream("s").append(Sample.numbered(0));
    probe.await(1);

    probe.cancel();
    store.stream("s").append(Sample.numbered(1));

    bystander.await(2);
    assertEquals(1, probe.received().size(), "events of a subscriber that cancelled after 1 event");
  }

  @Test
  @Rule("W7")
  void aFoldThatThrowsIsTheSubscribersErrorAndTheCursorStaysBeforeIt() {
    EventStore store = store();
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 3));
    Watch<Integer> watch = closedAfterwards(store.stream("s")
        .readAndWatch(0, (n, event) -> {
          if (n == 2) {
            throw new IllegalStateException("cannot fold the third");
          }
          return n + 1;
        })
        .open());
    Probe<Integer> probe = subscribed(watch);
    probe.request(Long.MAX_VALUE);

    assertEquals("cannot fold the third", probe.awaitError().getMessage(), "the error");
    assertEquals(List.of(1, 2), probe.received(), "the states before");
    assertEquals(2, watch.place(), "the cursor");
    assertTrue(
        next(watching(store.stream("s").watch().after(watch.cursor())), 1)
                .get(0)
                .version()
            == 3,
        "a watch resumed there begins with the third event");
  }
}
