package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendResult;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Chapter L: storage that fails, by lost commits and by damage. */
public abstract class FailureTck extends StoreTck {

  private static final String DAMAGE = "damaged: segment 3, offset 4711";

  private final FailingCommit failing = new FailingCommit();

  /** For a backend's own class. */
  protected FailureTck() {}

  private EventStore failingStore() {
    return tapped(newStore(), StoreOptions.defaults(), failing::in);
  }

  @Test
  @Rule("L7")
  void anAppendWhoseCommitWasLostIsUnknownAndNotAcknowledged() {
    EventStore store = failingStore();
    store.stream("s").append(Sample.numbered(1));
    failing.next(FailingCommit.How.ANSWER_LOST);

    StorageException unknown = assertThrows(
        StorageException.class, () -> store.stream("s").append(Sample.numbered(2)), "the append");

    assertTrue(unknown.outcomeUnknown(), "outcomeUnknown of an append whose answer was lost");
    assertEquals(2, store.stream("s").version(), "the version: the append was committed");
    assertEquals(
        3,
        store.stream("s").append(ExpectedVersion.exactly(2), Sample.numbered(3)).version(),
        "the next append");
    assertEquals(List.of("1", "2", "3"), Sample.texts(store.all().read()), "stored events");
  }

  @Test
  @Rule("L7")
  void everyAppendOfAGroupWhoseAnswerWasLostIsUnknown() throws InterruptedException {
    Gate gate = new Gate();
    EventStore store =
        tapped(newStore(), StoreOptions.defaults(), storage -> gate.before(failing.in(storage)));
    closedAfterwards(gate::open);
    List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
    appends.add(store.stream("first").appendAsync(Sample.numbered(0)));
    gate.awaitAppend(patience());
    appends.add(store.stream("a").appendAsync(Sample.numbered(1)));
    appends.add(store.stream("b").appendAsync(Sample.numbered(2)));
    failing.next(FailingCommit.How.ANSWER_LOST);
    failing.next(FailingCommit.How.ANSWER_LOST);
    gate.open();

    List<Throwable> failures =
        appends.stream().map(append -> Futures.failure(append, patience())).toList();
    for (Throwable failure : failures) {
      assertTrue(
          assertInstanceOf(StorageException.class, failure).outcomeUnknown(), "outcomeUnknown");
    }
    assertNotSame(failures.get(1), failures.get(2), "the exception objects of two waiters");
  }

  @Test
  @Rule("L7")
  void aRetryWithKeysAfterALostAnswerReportsTheOriginal() {
    EventStore store = failingStore();
    failing.next(FailingCommit.How.ANSWER_LOST);
    assertThrows(
        StorageException.class,
        () -> store.stream("s").append(ExpectedVersion.noStream(), Sample.keyed("k")));

    AppendResult retried = store.stream("s").append(ExpectedVersion.noStream(), Sample.keyed("k"));

    assertTrue(retried.isRepeat(), "whether the retry is a repeat");
    assertEquals(1, store.stream("s").version(), "the version");
  }

  @Test
  @Rule("L7")
  void anAppendThatWasNotWrittenSaysSoAndTheStoreGoesOn() {
    EventStore store = failingStore();
    failing.next(FailingCommit.How.NOTHING_WRITTEN);

    StorageException failure = assertThrows(
        StorageException.class, () -> store.stream("s").append(Sample.numbered(1)), "the append");

    assertFalse(failure.outcomeUnknown(), "outcomeUnknown of an append that was not written");
    assertEquals(0, store.head(), "the head");
    assertEquals(1, store.stream("s").append(Sample.numbered(2)).version(), "the next append");
  }

  @Test
  @Rule("L7")
  void everyAppendOfAGroupIsToldAtOnceThatTheStorageIsAway() throws InterruptedException {
    Gate gate = new Gate();
    EventStore store =
        tapped(newStore(), StoreOptions.defaults(), storage -> gate.before(failing.in(storage)));
    closedAfterwards(gate::open);
    CompletableFuture<AppendResult> first = store.stream("s").appendAsync(Sample.numbered(0));
    gate.awaitAppend(patience());
    List<CompletableFuture<AppendResult>> appends = List.of(
        store.stream("a").appendAsync(Sample.numbered(1)),
        store.stream("b").appendAsync(Sample.numbered(2)));
    failing.next(FailingCommit.How.UNAVAILABLE);
    failing.next(FailingCommit.How.UNAVAILABLE);
    gate.open();

    Throwable firstFailure = Futures.failure(first, patience());
    assertTrue(assertInstanceOf(StorageException.class, firstFailure).unavailable(), "unavailable");
    for (CompletableFuture<AppendResult> append : appends) {
      StorageException failure =
          assertInstanceOf(StorageException.class, Futures.failure(append, patience()));
      assertTrue(failure.unavailable(), "unavailable");
      assertFalse(failure.outcomeUnknown(), "outcomeUnknown");
    }
    assertEquals(0, store.head(), "the head: neither append was tried alone");
  }

  @Test
  @Rule("L7")
  void anAppendInWhichTheBackendBrokeIsUnknownAndTheStoreGoesOn() {
    EventStore store = failingStore();
    failing.next(FailingCommit.How.BROKE_AFTER_WRITING);

    StorageException failure = assertThrows(
        StorageException.class, () -> store.stream("s").append(Sample.numbered(1)), "the append");

    assertTrue(failure.outcomeUnknown(), "outcomeUnknown");
    assertEquals(2, store.stream("s").append(Sample.numbered(2)).version(), "the next append");
  }

  @Test
  @Rule("W1")
  void aWatchDeliversWhatALostAnswerHadCommitted() {
    EventStore store = failingStore();
    Iterator<StoredEvent> all = watching(store.all().watch());
    Iterator<StoredEvent> stream = watching(store.stream("s").watch());
    store.stream("s").append(Sample.numbered(1));
    failing.next(FailingCommit.How.ANSWER_LOST);
    assertThrows(StorageException.class, () -> store.stream("s").append(Sample.numbered(2)));
    store.stream("s").append(Sample.numbered(3));

    List<StoredEvent> stored = Sample.read(store.all().read());
    assertEquals(3, stored.size(), "events stored");
    assertEquals(stored, next(all, 3), "events of a watch of @all");
    assertEquals(stored, next(stream, 3), "events of a watch of the stream");
  }

  @Test
  @Rule("L5")
  void aReadOfDamageThrowsWhereItIsAndDropsNothing() {
    EventStore store = damagedStore();

    for (int time = 0; time < 2; time++) {
      List<StoredEvent> sound = new ArrayList<>();
      Iterator<StoredEvent> events = store.stream("s").read().iterator();
      StorageException damage = assertThrows(
          StorageException.class, () -> events.forEachRemaining(sound::add), "the read");
      assertDamage(damage);
      assertEquals(50, sound.size(), "the events before the damage that were read");
      assertThrows(StorageException.class, events::hasNext, "the same read again");
    }
    assertEquals(50, Sample.read(store.stream("s").read().after(150)).size(), "past the damage");
  }

  @Test
  @Rule("L5")
  void aPublisherAndAWatchReportDamageToo() {
    EventStore store = damagedStore();
    Probe<StoredEvent> probe = new Probe<>(patience());
    store.stream("s").read().publisher().subscribe(probe);
    probe.request(Long.MAX_VALUE);
    Watch<StoredEvent> watch =
        closedAfterwards(store.stream("s").watch().from(0).open());
    Iterator<StoredEvent> events = watch.iterator();

    assertDamage(probe.awaitError());
    assertEquals(50, probe.count(), "events that were published before");
    assertEquals(50, next(events, 50).size());
    assertDamage(assertThrows(StorageException.class, events::hasNext, "the watch"));
    assertEquals(50, watch.place(), "the cursor of a watch that met damage");
  }

  private static void assertDamage(Throwable failure) {
    assertInstanceOf(StorageException.class, failure);
    assertTrue(
        String.valueOf(failure.getMessage()).contains(DAMAGE),
        "the message does not name the place: " + failure.getMessage());
  }

  /** Returns a store with 200 events in pages of 50. Events 51 to 150 cannot be read. */
  private EventStore damagedStore() {
    EventStore store = tapped(newStore(), StoreOptions.defaults(), FailureTck::damaged);
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 200));
    return store;
  }

  private static StorageHandle damaged(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public Page read(PageRequest request) {
        if (request.after() >= 50 && request.after() < 150) {
          throw new StorageException(DAMAGE, null);
        }
        long maxEvents = Math.min(50, request.maxEvents());
        return super.read(new PageRequest(
            request.stream(),
            request.after(),
            request.upTo(),
            request.backwards(),
            request.filter(),
            (int) maxEvents,
            request.maxBytes()));
      }
    };
  }
}
