package dev.eventstreams.core;

import com.google.common.util.concurrent.Futures;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Encryption of a large append that goes on while the append is written. Each task runs once, in whichever thread comes first: the one
 * that writes and needs its envelopes, one of the common pool, or the one that waits for the append. Nobody waits for a task that
 * has not begun, and one that has waits for nothing, so a busy pool holds nothing up.
 */
final class SealingTasks implements Runnable {

  // Replaced by an empty list at the end: a pool that is busy may hold this for long.
  private volatile List<FutureTask<?>> left = new ArrayList<>();

  /** Adds a task, before any other thread has this; returns what waits for its result, or runs it. */
  <T> Supplier<T> add(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    left.add(task);
    return () -> resultOf(task);
  }

  private static <T> T resultOf(FutureTask<T> task) {
    task.run();
    // Not interruptible: a write that has begun is finished.
    return Objects.requireNonNull(Futures.getUnchecked(task));
  }

  /** Lets the common pool help. */
  void share() {
    if (!left.isEmpty() && ForkJoinPool.getCommonPoolParallelism() > 0) {
      ForkJoinPool.commonPool().execute(this);
    }
  }

  /** Runs, one after the other, the tasks that nobody has begun. */
  @Override
  public void run() {
    for (FutureTask<?> task : left) {
      if (left.isEmpty()) {
        return;
      }
      task.run();
    }
  }

  /** Lets go of the tasks: nobody needs those that have not run. */
  void end() {
    left = List.of();
  }
}
