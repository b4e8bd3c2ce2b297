package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendResult;
import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every append gets an answer, and the queue keeps a leader, even if the executor, the backend or
 * the encryption throws.
 */
@Timeout(60)
final class AppendPipelineTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicLong written = new AtomicLong();

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private GroupOutcome write(List<AppendRequest> group) {
    return Pipelines.write(group, written);
  }

  private static AppendEncoder.Encoded append(Bytes data, SealingTasks sealing) {
    return Pipelines.append(data, 100, sealing);
  }

  private static AppendEncoder.Encoded append() {
    return append(Bytes.utf8("x"), new SealingTasks());
  }

  /** An executor that throws at every n-th call, before or after it takes the task. */
  private record Throwing(Executor sound, AtomicInteger calls, int every, boolean after)
      implements Executor {

    @Override
    public void execute(Runnable task) {
      boolean throwing = calls.incrementAndGet() % every == 0;
      if (after || !throwing) {
        sound.execute(task);
      }
      if (throwing) {
        throw new OutOfMemoryError("made up: unable to create native thread");
      }
    }

    @Override
    public String toString() {
      return "at every " + every + (after ? ", after it took the task" : "");
    }
  }

  static Stream<Throwing> throwing() {
    ExecutorService sound = Executors.newCachedThreadPool(task -> {
      Thread thread = new Thread(task, "throwing");
      thread.setDaemon(true);
      return thread;
    });
    return Stream.of(1, 2, 3, 7)
        .flatMap(every -> Stream.of(true, false)
            .map(after -> new Throwing(sound, new AtomicInteger(), every, after)));
  }

  @ParameterizedTest
  @MethodSource("throwing")
  void everyAppendIsAnsweredWhereTheExecutorThrows(Executor throwing) throws Exception {
    AppendPipeline pipeline = Pipelines.pipeline(this::write, throwing);
    assertEquals(400, answered(pipeline, 0));
    assertEquals(400, written.get());
    pipeline.close(0);
  }

  @ParameterizedTest
  @MethodSource("throwing")
  void everyAppendIsAnsweredWhereTheBackendThrowsErrorsToo(Executor throwing) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    AppendPipeline pipeline = Pipelines.pipeline(
        group -> {
          if (calls.incrementAndGet() % 3 == 0) {
            throw new StackOverflowError("made up");
          }
          return write(group);
        },
        throwing);
    int acknowledged = answered(pipeline, 1);
    assertEquals(written.get(), acknowledged);
    pipeline.close(0);
  }

  /**
   * Appends from four threads, with and without futures; returns how many appends were
   * acknowledged.
   */
  private int answered(AppendPipeline pipeline, int least) throws Exception {
    List<Callable<List<CompletableFuture<AppendResult>>>> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      writers.add(() -> {
        List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
          answers.add(pipeline.appendAsync(append()));
          answers.add(waitingFor(pipeline));
        }
        return answers;
      });
    }
    int acknowledged = 0;
    int unknown = 0;
    for (Future<List<CompletableFuture<AppendResult>>> writer : threads.invokeAll(writers)) {
      for (CompletableFuture<AppendResult> answer : writer.get()) {
        try {
          AppendResult unused = answer.get(30, TimeUnit.SECONDS);
          acknowledged++;
        } catch (ExecutionException e) {
          assertTrue(assertInstanceOf(StorageException.class, e.getCause()).outcomeUnknown());
          unknown++;
        }
      }
    }
    assertTrue(unknown >= least, "failed: " + unknown);
    return acknowledged;
  }

  private static CompletableFuture<AppendResult> waitingFor(AppendPipeline pipeline) {
    try {
      return CompletableFuture.completedFuture(pipeline.append(append()));
    } catch (StorageException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Test
  void dependentStageOfAFutureMayAppendIfTheExecutorThrows() throws Exception {
    CountDownLatch leave = new CountDownLatch(1);
    AppendPipeline pipeline = Pipelines.pipeline(
        group -> {
          leave.await();
          return write(group);
        },
        task -> {
          throw new OutOfMemoryError("made up");
        });
    Future<AppendResult> leader =
        threads.submit(() -> pipeline.appendAsync(append()).get());
    Future<AppendResult> dependent = threads.submit(() -> pipeline
        .appendAsync(append())
        .thenApply(result -> pipeline.append(append()))
        .get());
    leave.countDown();

    assertTrue(leader.get().version() > 0);
    assertTrue(dependent.get().version() > 1);
    assertEquals(3, written.get());
  }

  /** A failure whose message needs memory, which is short for a while. */
  private static final class Hungry extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final transient CountDownLatch memory;

    Hungry(CountDownLatch memory) {
      this.memory = memory;
    }

    @Override
    public String getMessage() {
      if (memory.getCount() > 0) {
        throw new OutOfMemoryError("made up: Java heap space");
      }
      return "fed";
    }
  }

  @ParameterizedTest
  @MethodSource("throwing")
  void noCallerWaitsForTheMemoryThatItsFutureNeeds(Executor throwing) throws Exception {
    CountDownLatch memory = new CountDownLatch(1); // this thread holds the memory
    AppendPipeline pipeline = Pipelines.pipeline(
        group -> {
          throw new Hungry(memory);
        },
        throwing);

    CompletableFuture<AppendResult> first = pipeline.appendAsync(append());
    CompletableFuture<AppendResult> second = pipeline.appendAsync(append());
    assertThrows(OutOfMemoryError.class, () -> pipeline.append(append()));
    assertFalse(first.isDone() || second.isDone());

    memory.countDown();
    assertUnknown(first);
    assertUnknown(second);
    pipeline.close(TimeUnit.SECONDS.toNanos(30));
  }

  private static void assertUnknown(CompletableFuture<AppendResult> future) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS));
    assertTrue(assertInstanceOf(StorageException.class, failure.getCause()).outcomeUnknown());
  }

  @Test
  void missingAnswerIsAnUnknownOutcome() throws Exception {
    List<AppendOutcome> nothing = new ArrayList<>();
    nothing.add(null);
    AppendPipeline pipeline =
        Pipelines.pipeline(group -> new GroupOutcome(0, List.of(), nothing), Runnable::run);
    StorageException unknown =
        assertThrows(StorageException.class, () -> pipeline.append(append()));
    assertTrue(unknown.outcomeUnknown());
  }

  @Test
  void appendThatCannotBeEncryptedFailsAloneBeforeItIsWritten() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AppendPipeline pipeline = Pipelines.pipeline(
        group -> {
          reached.countDown();
          leave.await();
          return write(group);
        },
        threads);
    Future<AppendResult> first = threads.submit(() -> pipeline.append(append()));
    reached.await();
    OutOfMemoryError error = new OutOfMemoryError("made up");
    SealingTasks sealing = new SealingTasks();
    var made = sealing.<Bytes>add(() -> {
      throw error;
    });
    CompletableFuture<AppendResult> before = pipeline.appendAsync(append());
    CompletableFuture<AppendResult> failing =
        pipeline.appendAsync(append(Bytes.deferred(1, made), sealing));
    CompletableFuture<AppendResult> after = pipeline.appendAsync(append());
    leave.countDown();

    assertEquals(1, first.get().version());
    assertTrue(before.get().version() > 1);
    assertTrue(after.get().version() > 1);
    ExecutionException failed = assertThrows(ExecutionException.class, failing::get);
    assertFalse(assertInstanceOf(StorageException.class, failed.getCause()).outcomeUnknown());
    assertSame(error, root(failed));
  }

  @Test
  void appendIsNotAcknowledgedIfDataThatTheBackendDidNotReadCannotBeEncrypted() {
    AppendPipeline pipeline = Pipelines.pipeline(
        group -> new GroupOutcome(
            0,
            List.of(),
            List.of(new AppendOutcome.Done(new AppendResult(Map.of("s", 1L), List.of())))),
        threads);
    IllegalStateException cause = new IllegalStateException("made up");
    SealingTasks sealing = new SealingTasks();
    var made = sealing.<Bytes>add(() -> {
      throw cause;
    });
    StorageException failure = assertThrows(
        StorageException.class, () -> pipeline.append(append(Bytes.deferred(1, made), sealing)));
    assertTrue(failure.outcomeUnknown());
    assertSame(cause, root(failure));
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : root(cause);
  }

  @Test
  void closingFailsAppendsThatAreNotCommittedInTime() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AppendPipeline pipeline = Pipelines.pipeline(
        group -> {
          reached.countDown();
          leave.await();
          return write(group);
        },
        threads);
    CompletableFuture<AppendResult> underWay = pipeline.appendAsync(append());
    reached.await();
    CompletableFuture<AppendResult> queued = pipeline.appendAsync(append());
    pipeline.close(0);
    Throwable unknown = cause(underWay);
    Throwable refused = cause(queued);
    leave.countDown();
    assertTrue(assertInstanceOf(StorageException.class, unknown).outcomeUnknown());
    assertInstanceOf(StoreClosedException.class, refused);
  }

  private static Throwable cause(CompletableFuture<?> future) {
    return root(assertThrows(ExecutionException.class, future::get));
  }
}
