package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A thread completes the futures that no executor completes, as soon as there is memory. */
@Timeout(60)
final class CompleterTest {

  private final Completer completer = new Completer();

  private AppendFuture future(Throwable failure) {
    AppendFuture future = new AppendFuture(new AppendQueue(), completer);
    PendingAppend append = new PendingAppend(Pipelines.append(1), null, future);
    append.fail(failure);
    future.pending = append;
    return future;
  }

  private void add(AppendFuture future) {
    completer.add(Objects.requireNonNull(future.pending));
  }

  private static void assertFailed(AppendFuture future) {
    assertThrows(ExecutionException.class, () -> future.get(30, TimeUnit.SECONDS));
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("es-completer"))
        .toList();
  }

  @Test
  void completionIsTriedAgainUntilThereIsMemory() throws Exception {
    CountDownLatch attempts = new CountDownLatch(3);
    CountDownLatch memory = new CountDownLatch(1);
    AppendFuture hungry = future(new IllegalStateException() {
      private static final long serialVersionUID = 1;

      @Override
      public String getMessage() {
        attempts.countDown();
        if (memory.getCount() > 0) {
          throw new OutOfMemoryError("made up");
        }
        return "fed";
      }
    });
    completer.start();
    add(hungry);
    attempts.await();
    assertFalse(hungry.isDone());
    memory.countDown();
    assertFailed(hungry);
    completer.close();
  }

  @Test
  void futureThatIsAddedTwiceIsCompletedOnceAndBlocksNoOther() {
    AppendFuture first = future(new IllegalStateException("first"));
    AppendFuture second = future(new IllegalStateException("second"));
    add(first);
    add(second);
    add(first);
    add(second);
    completer.start();
    assertFailed(first);
    assertFailed(second);
    completer.close();
  }

  @Test
  void closingCompletesTheRemainingFuturesAndEndsTheOnlyThread() throws Exception {
    List<Thread> before = threads();
    completer.start();
    completer.start();
    List<Thread> started =
        threads().stream().filter(thread -> !before.contains(thread)).toList();
    assertEquals(1, started.size());
    assertTrue(started.get(0).isDaemon());
    while (started.get(0).getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    AppendFuture last = future(new IllegalStateException("last"));
    add(last);
    completer.close();
    started.get(0).join();
    assertFailed(last);
    completer.start();
    assertTrue(threads().stream().allMatch(before::contains), "a thread after the close");
  }
}
