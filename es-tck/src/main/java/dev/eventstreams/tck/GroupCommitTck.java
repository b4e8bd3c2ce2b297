package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.VersionConflictException;
import dev.eventstreams.core.StoreOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Group commit: appends that wait together are committed together, and do not affect each other.
 */
public abstract class GroupCommitTck extends StoreTck {

  private final Gate gate = new Gate();

  /** For a backend's own class. */
  protected GroupCommitTck() {}

  /**
   * Opens a store, and begins an append to the stream {@code first} that is blocked in its commit.
   */
  private EventStore heldStore(List<CompletableFuture<AppendResult>> futures)
      throws InterruptedException {
    EventStore store = tapped(newStore(), StoreOptions.defaults(), gate::before);
    closedAfterwards(gate::open);
    futures.add(store.stream("first").appendAsync(Sample.numbered(0)));
    gate.awaitAppend(patience());
    return store;
  }

  @Test
  @Rule("R3")
  void everyAppendOfAGroupIsStored() throws InterruptedException {
    List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
    EventStore store = heldStore(appends);
    for (int i = 0; i < 10; i++) {
      appends.add(store.stream("s" + i).appendAsync(Sample.numbered(i)));
    }
    gate.open();

    for (CompletableFuture<AppendResult> append : appends) {
      AppendResult done = result(append);
      assertEquals(
          List.of(done.position()),
          Sample.positions(store.all().read().from(done.position()).upTo(done.position())),
          "positions read at the position of an acknowledged append");
    }
  }

  @Test
  @Rule("A1")
  void anAppendThatIsRefusedFailsAloneInItsGroup() throws InterruptedException {
    List<CompletableFuture<AppendResult>> good = new ArrayList<>();
    EventStore store = heldStore(good);
    good.add(store.stream("a").appendAsync(ExpectedVersion.noStream(), Sample.numbered(1, 2)));
    CompletableFuture<AppendResult> bad =
        store.appendAsync(AppendBatch.of("b", ExpectedVersion.any(), Sample.numbered(3))
            .and("c", ExpectedVersion.exactly(7), Sample.numbered(4)));
    good.add(store.stream("b").appendAsync(ExpectedVersion.noStream(), Sample.numbered(5)));
    gate.open();

    assertInstanceOf(VersionConflictException.class, failure(bad));
    good.forEach(this::result);
    assertEquals(List.of("0", "1", "2", "5"), Sample.texts(store.all().read()), "stored events");
  }

  @Test
  @Rule("A1")
  void anAppendThatTheDatabaseRejectsFailsAloneInItsGroup() throws InterruptedException {
    List<CompletableFuture<AppendResult>> good = new ArrayList<>();
    EventStore store = tapped(
        newStore(), StoreOptions.defaults(), storage -> gate.before(new Rejecting(storage, "Bad")));
    closedAfterwards(gate::open);
    good.add(store.stream("first").appendAsync(Sample.numbered(0)));
    gate.awaitAppend(patience());
    good.add(store.stream("a").appendAsync(Sample.numbered(1)));
    CompletableFuture<AppendResult> bad = store.stream("a").appendAsync(CandidateEvent.of("Bad"));
    good.add(store.stream("a").appendAsync(Sample.numbered(2)));
    gate.open();

    assertFalse(
        assertInstanceOf(StorageException.class, failure(bad)).outcomeUnknown(), "outcomeUnknown");
    good.forEach(this::result);
    assertEquals(List.of("0", "1", "2"), Sample.texts(store.all().read()), "stored events");
  }

  @Test
  @Rule("A5")
  void eachWaiterGetsAnExceptionOfItsOwn() throws InterruptedException {
    EventStore store = heldStore(new ArrayList<>());
    List<CompletableFuture<AppendResult>> bad = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      bad.add(store.stream("s").appendAsync(ExpectedVersion.exactly(7), Sample.numbered(i)));
    }
    gate.open();

    List<Throwable> failures = bad.stream().map(this::failure).toList();
    failures.forEach(failure -> assertInstanceOf(VersionConflictException.class, failure));
    assertNotSame(failures.get(0), failures.get(1));
    assertNotSame(failures.get(1), failures.get(2));
  }

  @Test
  @Rule("A13")
  void appendsOfOneThreadCommitInOrder() {
    EventStore store = store();
    int each = 300;

    Work.together(patience(), 4, writer -> () -> {
          List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
          for (int i = 0; i < each; i++) {
            CandidateEvent event = CandidateEvent.of("By" + writer, Integer.toString(i));
            if (i % 50 == 49) {
              store.stream("s" + i % 3).append(event);
            } else {
              futures.add(store.stream("s" + i % 3).appendAsync(event));
            }
          }
          futures.forEach(this::result);
          return true;
        })
        .forEach(Work::result);

    List<String> inOrder = IntStream.range(0, each).mapToObj(Integer::toString).toList();
    for (int writer = 0; writer < 4; writer++) {
      assertEquals(
          inOrder,
          Sample.texts(store.all().read().where(type("By" + writer))),
          "the events of thread " + writer + " in order of position");
    }
  }

  @Test
  @Rule("A13")
  void aCallbackThatBlocksHoldsNobodyUp() throws InterruptedException {
    List<CompletableFuture<AppendResult>> appends = new ArrayList<>();
    EventStore store = heldStore(appends);
    CountDownLatch blocked = new CountDownLatch(1);
    closedAfterwards(blocked::countDown);
    CountDownLatch called = new CountDownLatch(1);
    CompletableFuture<Void> callback = store.stream("s")
        .appendAsync(Sample.numbered(1))
        .thenRun(() -> {
          called.countDown();
          awaitQuietly(blocked);
        });
    appends.add(store.stream("s").appendAsync(Sample.numbered(2)));
    gate.open();

    Work.until(patience(), "the callback is called", () -> called.getCount() == 0);
    appends.forEach(this::result);
    assertEquals(3, store.stream("s").append(Sample.numbered(3)).version(), "the next append");
    assertFalse(callback.isDone(), "the callback still blocks");
  }

  private AppendResult result(CompletableFuture<AppendResult> append) {
    return Futures.result(append, patience());
  }

  private Throwable failure(CompletableFuture<AppendResult> append) {
    return Futures.failure(append, patience());
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
