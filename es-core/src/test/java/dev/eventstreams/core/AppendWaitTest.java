package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendResult;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * How the callers of appends wait for room in the queue and for their answer, with interrupts and
 * until the store is closed.
 */
@Timeout(60)
final class AppendWaitTest {

  private static final long HALF = 40L << 20; // two such appends exceed the limit of the queue

  private final AtomicLong written = new AtomicLong();
  private final Semaphore entered = new Semaphore(0);
  private final Semaphore leave = new Semaphore(0);
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

  /** A backend that waits for {@code leave} at each group. */
  private GroupOutcome gated(List<AppendRequest> group) {
    entered.release();
    leave.acquireUninterruptibly();
    return Pipelines.write(group, written);
  }

  private AppendPipeline gated(Executor executor) {
    return Pipelines.pipeline(this::gated, executor);
  }

  private AppendPipeline open(Executor executor) {
    return Pipelines.pipeline(group -> Pipelines.write(group, written), executor);
  }

  private static Executor threads() {
    return task -> new Thread(task).start();
  }

  private static Appending start(AppendPipeline pipeline, long bytes) {
    Appending appending = new Appending(pipeline, bytes);
    appending.thread.start();
    return appending;
  }

  /**
   * An append in a separate thread: its result, and whether the thread is interrupted at the end.
   */
  private static final class Appending {

    private final AtomicBoolean interrupted = new AtomicBoolean();
    private final FutureTask<AppendResult> result;
    private final Thread thread;

    Appending(AppendPipeline pipeline, long bytes) {
      result = new FutureTask<>(() -> {
        try {
          return pipeline.append(Pipelines.append(bytes));
        } finally {
          interrupted.set(Thread.currentThread().isInterrupted());
        }
      });
      thread = new Thread(result);
    }

    /** Returns once the thread waits in the pipeline. */
    Appending parked() {
      while (thread.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      return this;
    }
  }

  private static <T extends Throwable> T assertFails(Class<T> type, Future<?> future) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS));
    return assertThrows(type, () -> {
      throw failure.getCause();
    });
  }

  @Test
  void callerWaitsForRoomUntilAGroupIsTaken() throws Exception {
    AppendPipeline pipeline = gated(threads());
    CompletableFuture<AppendResult> first = pipeline.appendAsync(Pipelines.append(HALF));
    entered.acquire();
    CompletableFuture<AppendResult> second = pipeline.appendAsync(Pipelines.append(HALF));
    Appending third = start(pipeline, HALF).parked();
    Appending fourth = start(pipeline, HALF).parked();
    leave.release(4);
    assertEquals(1, first.get().version());
    assertEquals(2, second.get().version());
    assertTrue(third.result.get().version() > 2);
    assertTrue(fourth.result.get().version() > 2);
  }

  @Test
  void callerWaitsForRoomUntilAnAppendIsWithdrawn() throws Exception {
    AppendPipeline pipeline = gated(threads());
    CompletableFuture<AppendResult> first = pipeline.appendAsync(Pipelines.append(1));
    entered.acquire();
    CompletableFuture<AppendResult> second = pipeline.appendAsync(Pipelines.append(HALF));
    FutureTask<CompletableFuture<AppendResult>> third =
        new FutureTask<>(() -> pipeline.appendAsync(Pipelines.append(HALF)));
    Thread thread = new Thread(third);
    thread.start();
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertTrue(second.cancel(false));
    CompletableFuture<AppendResult> queued = third.get();
    leave.release(2);
    assertEquals(1, first.get().version());
    assertEquals(2, queued.get().version());
  }

  @Test
  void callerMakesRoomIfTheExecutorRunsNoTask() throws Exception {
    AppendPipeline pipeline = open(tasks::add);
    for (int i = 1; i <= 4; i++) {
      CompletableFuture<AppendResult> unused = pipeline.appendAsync(Pipelines.append(HALF));
      assertEquals(i - 1, written.get());
    }
    pipeline.close(TimeUnit.SECONDS.toNanos(30));
    assertEquals(4, written.get());
  }

  @Test
  void callerThatWaitsMakesRoomIfTheNextTaskDoesNotBegin() throws Exception {
    AppendPipeline pipeline = gated(tasks::add);
    Appending leader = start(pipeline, 1);
    entered.acquire();
    CompletableFuture<AppendResult> unused = pipeline.appendAsync(Pipelines.append(HALF));
    Appending waiting = start(pipeline, HALF).parked();
    leave.release(3);
    assertEquals(1, leader.result.get().version());
    assertEquals(3, waiting.result.get().version());
  }

  @Test
  void futuresAreCommittedByTheExecutor() throws Exception {
    List<String> committers = new ArrayList<>();
    AppendPipeline pipeline = Pipelines.pipeline(
        group -> {
          committers.add(Thread.currentThread().getName());
          return Pipelines.write(group, written);
        },
        task -> new Thread(task, "of the executor").start());
    assertEquals(1, pipeline.appendAsync(Pipelines.append(1)).get().version());
    assertEquals(List.of("of the executor"), committers);
  }

  @Test
  void closingCommitsAppendsThatTheExecutorDoesNot() throws Exception {
    AppendPipeline pipeline = open(tasks::add);
    CompletableFuture<AppendResult> future = pipeline.appendAsync(Pipelines.append(1));
    pipeline.close(TimeUnit.SECONDS.toNanos(30));
    assertEquals(1, written.get());
    tasks.forEach(Runnable::run);
    assertEquals(1, future.get().version());
  }

  @Test
  void closingKeepsItsTimeoutWhileAnotherThreadLeads() throws Exception {
    AppendPipeline pipeline = gated(tasks::add);
    CompletableFuture<AppendResult> future = pipeline.appendAsync(Pipelines.append(1));
    pipeline.close(TimeUnit.MILLISECONDS.toNanos(20));
    entered.acquire(); // by a thread that close() started
    tasks.forEach(Runnable::run);
    assertTrue(assertFails(StorageException.class, future).outcomeUnknown());
    leave.release();
  }

  @Test
  void interruptDoesNotCutClosingShortAndIsNotLost() throws Exception {
    AppendPipeline pipeline = gated(threads());
    CompletableFuture<AppendResult> future = pipeline.appendAsync(Pipelines.append(1));
    entered.acquire();
    FutureTask<Boolean> closing = new FutureTask<>(() -> {
      pipeline.close(TimeUnit.MINUTES.toNanos(1));
      return Thread.currentThread().isInterrupted();
    });
    Thread thread = new Thread(closing);
    thread.start();
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    thread.interrupt();
    assertThrows(TimeoutException.class, () -> closing.get(100, TimeUnit.MILLISECONDS));
    leave.release();
    assertTrue(closing.get());
    assertEquals(1, future.get().version());
  }

  @Test
  void closingRefusesACallerThatWaitsForRoom() throws Exception {
    AppendPipeline pipeline = gated(threads());
    CompletableFuture<AppendResult> first = pipeline.appendAsync(Pipelines.append(HALF));
    entered.acquire();
    CompletableFuture<AppendResult> second = pipeline.appendAsync(Pipelines.append(HALF));
    Appending third = start(pipeline, HALF).parked();
    Thread closing = new Thread(() -> pipeline.close(TimeUnit.SECONDS.toNanos(30)));
    closing.start();
    assertFails(StoreClosedException.class, third.result);
    leave.release(2);
    closing.join();
    assertEquals(1, first.get().version());
    assertEquals(2, second.get().version());
  }

  @Test
  void interruptedCallerThatIsQueuedWritesNothingAndStaysInterrupted() throws Exception {
    AppendPipeline pipeline = gated(threads());
    CompletableFuture<AppendResult> first = pipeline.appendAsync(Pipelines.append(1));
    entered.acquire();
    Appending queued = start(pipeline, 1).parked();
    queued.thread.interrupt();
    StorageException failure = assertFails(StorageException.class, queued.result);
    assertFalse(failure.outcomeUnknown());
    assertTrue(queued.interrupted.get());
    leave.release();
    assertEquals(1, first.get().version());
    pipeline.close(TimeUnit.SECONDS.toNanos(30));
    assertEquals(1, written.get());
  }

  @Test
  void interruptedCallerWhoseAppendHasBegunGetsItsAnswerAndStaysInterrupted() throws Exception {
    AppendPipeline pipeline = gated(threads());
    CompletableFuture<AppendResult> first = pipeline.appendAsync(Pipelines.append(1));
    entered.acquire();
    Appending leader = start(pipeline, 1).parked();
    Appending begun = start(pipeline, 1).parked();
    leave.release();
    entered.acquire(); // by the leader, whose group has both
    begun.thread.interrupt();
    leave.release();
    assertEquals(1, first.get().version());
    assertEquals(2, leader.result.get().version());
    assertEquals(3, begun.result.get().version());
    assertTrue(begun.interrupted.get());
    assertFalse(leader.interrupted.get());
  }

  @Test
  void onlyAnAppendThatHasNotBegunIsCancelled() throws Exception {
    AppendPipeline pipeline = gated(threads());
    CompletableFuture<AppendResult> begun = pipeline.appendAsync(Pipelines.append(1));
    entered.acquire();
    CompletableFuture<AppendResult> queued = pipeline.appendAsync(Pipelines.append(1));
    assertFalse(begun.cancel(true));
    assertFalse(begun.isCancelled());
    assertTrue(queued.cancel(true));
    assertTrue(queued.isCancelled());
    assertTrue(queued.cancel(true));
    leave.release();
    assertEquals(1, begun.get().version());
    assertFalse(begun.cancel(true));
    pipeline.close(TimeUnit.SECONDS.toNanos(30));
    assertEquals(1, written.get());
  }

  @Test
  void interruptOfTheLeaderIsHiddenFromTheBackendAndNotLost() throws Exception {
    List<Boolean> seen = new ArrayList<>();
    List<Boolean> kept = new ArrayList<>();
    AppendPipeline pipeline = Pipelines.pipeline(
        group -> {
          seen.add(Thread.currentThread().isInterrupted());
          return Pipelines.write(group, written);
        },
        task -> {
          Thread.currentThread().interrupt();
          task.run();
          kept.add(Thread.interrupted());
        });
    assertEquals(1, pipeline.appendAsync(Pipelines.append(1)).get().version());
    assertEquals(List.of(false), seen);
    assertEquals(List.of(true, true), kept); // after leading, and after the future's completion
  }
}
