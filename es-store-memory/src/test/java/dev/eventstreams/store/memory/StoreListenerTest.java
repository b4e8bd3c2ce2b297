package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.IdempotencyConflictException;
import dev.eventstreams.StoreListener;
import dev.eventstreams.StoreListener.Outcome;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.VersionConflictException;
import dev.eventstreams.Watch;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A listener receives what its store does, and a slow or failing one harms no caller. */
@Timeout(60)
final class StoreListenerTest {

  private static EventStore open(StoreListener listener) {
    return EventStores.open("memory:", StoreOptions.defaults().withListener(listener));
  }

  private static void await(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Test
  void listenerReceivesHowEachAppendEnded() {
    List<StoreListener.Append> appends = Collections.synchronizedList(new ArrayList<>());
    try (EventStore store = open(new StoreListener() {
      @Override
      public void onAppend(Append append) {
        appends.add(append);
      }
    })) {
      CandidateEvent keyed = CandidateEvent.of("T", "data").withTag("tag").withIdempotencyKey("k");
      store.stream("s").append(keyed);
      store.stream("s").append(keyed);
      assertThrows(
          VersionConflictException.class,
          () -> store.stream("s").append(ExpectedVersion.noStream(), CandidateEvent.of("T")));
      assertThrows(
          IdempotencyConflictException.class,
          () -> store.stream("s").append(CandidateEvent.of("U").withIdempotencyKey("k")));
      assertThrows(
          AppendConditionFailedException.class,
          () -> store.append(AppendBatch.of("s", ExpectedVersion.any(), CandidateEvent.of("T"))
              .onlyIf(AppendCondition.noEventMatching(EventFilter.tag("tag")))));
      assertEquals(
          2, store.stream("s").appendAsync(CandidateEvent.of("T")).join().version());
      assertThrows(
          CompletionException.class,
          () -> store.stream("s")
              .appendAsync(ExpectedVersion.exactly(9), CandidateEvent.of("T"))
              .join());
      await(() -> appends.size() == 7);
    }

    assertEquals(
        List.of(
            Outcome.WRITTEN,
            Outcome.REPEATED,
            Outcome.VERSION_CONFLICT,
            Outcome.KEY_CONFLICT,
            Outcome.CONDITION_FAILED,
            Outcome.WRITTEN,
            Outcome.VERSION_CONFLICT),
        appends.stream().map(StoreListener.Append::outcome).toList());
    StoreListener.Append first = appends.get(0);
    assertEquals(1, first.events());
    assertTrue(first.bytes() >= "data".length(), "bytes: " + first.bytes());
    assertFalse(first.duration().isNegative(), "duration: " + first.duration());
    assertTrue(first.failure().isEmpty());
    assertTrue(appends.get(6).failure().orElseThrow() instanceof VersionConflictException);
  }

  @Test
  void listenerReceivesCommitsPagesAndTheProgressOfWatches() {
    List<String> received = Collections.synchronizedList(new ArrayList<>());
    try (EventStore store = open(new StoreListener() {
      @Override
      public void onCommit(Commit commit) {
        received.add("commit of " + commit.appends() + " with " + commit.events());
      }

      @Override
      public void onRead(Read read) {
        received.add("page of " + read.source() + " with " + read.events());
      }

      @Override
      public void onWatch(WatchProgress watch) {
        received.add("watch of " + watch.source() + " at " + watch.place() + ", " + watch.lag());
      }
    })) {
      store.stream("s").append(CandidateEvent.of("T"), CandidateEvent.of("T"));
      assertEquals(2, store.stream("s").read().stream().count());
      try (Watch<StoredEvent> watch = store.all().watch().from(0).open()) {
        assertEquals(2, watch.nextBatch(10, Duration.ofSeconds(30)).size());
      }
      await(() -> received.containsAll(List.of(
          "commit of 1 with 2",
          "page of s with 2",
          "page of @all with 2",
          "watch of @all at 2, 0")));
    }
  }

  @Test
  void failingListenerHarmsNoCallerAndReceivesTheNextObservation() {
    AtomicLong received = new AtomicLong();
    try (EventStore store = open(new StoreListener() {
      @Override
      public void onAppend(Append append) {
        received.incrementAndGet();
        throw new AssertionError("a listener that fails");
      }
    })) {
      for (int i = 1; i <= 10; i++) {
        assertEquals(i, store.stream("s").append(CandidateEvent.of("T")).version());
      }
      await(() -> received.get() == 10);
    }
  }

  @Test
  void blockedListenerHoldsUpNoAppendAndLearnsHowManyObservationsWereDropped()
      throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    CountDownLatch reported = new CountDownLatch(1);
    AtomicLong received = new AtomicLong();
    AtomicLong dropped = new AtomicLong();
    try (EventStore store = open(new StoreListener() {
      @Override
      public void onAppend(Append append) {
        blocked.countDown();
        try {
          free.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        received.incrementAndGet();
      }

      @Override
      public void onCommit(Commit commit) {
        received.incrementAndGet();
      }

      @Override
      public void onDropped(long observations) {
        dropped.addAndGet(observations);
        reported.countDown();
      }
    })) {
      store.stream("s").append(CandidateEvent.of("T"));
      assertTrue(blocked.await(30, TimeUnit.SECONDS));
      for (int i = 0; i < 8_000; i++) {
        store.stream("s").append(CandidateEvent.of("T"));
      }
      assertEquals(8_001, store.head());
      free.countDown();
      assertTrue(reported.await(30, TimeUnit.SECONDS));
      await(() -> received.get() + dropped.get() == 2 * 8_001);
    }
    assertTrue(dropped.get() > 5_000, "dropped: " + dropped.get());
  }

  @Test
  void closingWaitsForNoListenerForLong() throws InterruptedException {
    CountDownLatch interrupted = new CountDownLatch(1);
    EventStore store = open(new StoreListener() {
      @Override
      public void onAppend(Append append) {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          interrupted.countDown();
        }
      }
    });
    store.stream("s").append(CandidateEvent.of("T"));
    store.close();

    assertTrue(interrupted.await(30, TimeUnit.SECONDS), "the listener's thread was not ended");
  }
}
