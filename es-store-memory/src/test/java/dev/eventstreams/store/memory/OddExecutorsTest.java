package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Appends are executed and answered with every kind of application executor. */
@Timeout(20)
final class OddExecutorsTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ExecutorService single = Executors.newSingleThreadExecutor();

  @AfterEach
  void stop() {
    threads.shutdownNow();
    single.shutdownNow();
  }

  @Test
  void theOnlyThreadOfTheExecutorMayWaitForAnAppendBehindAnAsynchronousOne() throws Exception {
    Gate gate = new Gate();
    EventStore store = gate.open(single);
    EventStream stream = store.stream("s");
    Future<AppendResult> leader = threads.submit(() -> stream.append(CandidateEvent.of("A")));
    gate.entered.await();
    CompletableFuture<AppendResult> async = stream.appendAsync(CandidateEvent.of("B"));
    CompletableFuture<Thread> waiter = new CompletableFuture<>();
    Future<AppendResult> sync = single.submit(() -> {
      waiter.complete(Thread.currentThread());
      return stream.append(CandidateEvent.of("C"));
    });
    awaitParked(waiter.get());
    gate.leave.countDown();
    assertEquals(1, leader.get().version());
    assertEquals(3, sync.get().version());
    assertEquals(2, async.get().version());
    store.close();
  }

  static Stream<Executor> odd() {
    return Stream.of(Runnable::run, task -> {
      throw new IllegalStateException("out of order");
    });
  }

  @ParameterizedTest
  @MethodSource("odd")
  void aSubscriberMayAppendOnAnExecutorThatRunsTasksInPlaceOrFails(Executor odd) throws Exception {
    EventStore store = EventStores.open("memory:", StoreOptions.defaults().withExecutor(odd));
    EventStream stream = store.stream("s");
    BlockingQueue<String> seen = new LinkedBlockingQueue<>();
    Watch<StoredEvent> watch = stream.watch().open();
    watch.publisher().subscribe(new Subscriber() {
      @Override
      public void onNext(StoredEvent event) {
        if (event.type().equals("Ping")) {
          AppendResult unused = stream.append(CandidateEvent.of("Pong"));
        }
        seen.add(event.type());
      }
    });
    assertEquals(1, stream.append(CandidateEvent.of("Ping")).version());
    assertEquals("Ping", seen.take());
    assertEquals("Pong", seen.take());
    store.close();
  }

  @Test
  void aStoreClosesWithoutWaitingInTheThreadThatMustCommit() throws Exception {
    EventStore store = EventStores.open("memory:", StoreOptions.defaults().withExecutor(single));
    BlockingQueue<CompletableFuture<AppendResult>> appended = new LinkedBlockingQueue<>();
    Future<?> closed = single.submit(() -> {
      appended.add(store.stream("s").appendAsync(CandidateEvent.of("A")));
      store.close();
    });
    assertNull(closed.get());
    assertEquals(1, appended.take().get().version());
  }

  @Test
  void everyAppendIsAnsweredIfTheBackendReturnsTooFewOutcomes() throws Exception {
    Gate gate = new Gate() {
      @Override
      public GroupOutcome append(List<AppendRequest> group) {
        GroupOutcome outcome = super.append(group);
        return group.size() == 1
            ? outcome
            : new GroupOutcome(outcome.headBefore(), outcome.written(), List.of());
      }
    };
    EventStore store = gate.open(threads);
    EventStream stream = store.stream("s");
    Future<AppendResult> leader = threads.submit(() -> stream.append(CandidateEvent.of("A")));
    gate.entered.await();
    CompletableFuture<Thread> waiter = new CompletableFuture<>();
    Future<StorageException> sync = threads.submit(() -> {
      waiter.complete(Thread.currentThread());
      return assertThrows(StorageException.class, () -> stream.append(CandidateEvent.of("B")));
    });
    awaitParked(waiter.get());
    CompletableFuture<AppendResult> async = stream.appendAsync(CandidateEvent.of("C"));
    gate.leave.countDown();
    assertEquals(1, leader.get().version());
    assertTrue(sync.get().outcomeUnknown());
    assertTrue(async
        .handle((result, failure) -> ((StorageException) failure).outcomeUnknown())
        .get());
    store.close();
  }

  private static void awaitParked(Thread thread) {
    while (LockSupport.getBlocker(thread) == null) {
      Thread.onSpinWait();
    }
  }

  /** A backend whose first append waits. */
  private static class Gate extends TappedStorage {

    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch leave = new CountDownLatch(1);

    EventStore open(Executor executor) {
      return EventStores.open(this, "memory:", StoreOptions.defaults().withExecutor(executor));
    }

    @Override
    public GroupOutcome append(List<AppendRequest> group) {
      entered.countDown();
      try {
        leave.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return super.append(group);
    }
  }

  private abstract static class Subscriber implements Flow.Subscriber<StoredEvent> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
