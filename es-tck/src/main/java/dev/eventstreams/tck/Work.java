package dev.eventstreams.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Work on a separate thread: a test can wait for it, interrupt it and get its result. */
final class Work<T> {

  private final Duration patience;
  private final Thread thread;
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable T result;
  private @Nullable Throwable failure;
  private boolean interrupted;

  private Work(Duration patience, Callable<T> body) {
    this.patience = patience;
    this.thread = new Thread(() -> run(body), "tck-work");
    thread.setDaemon(true);
  }

  private void run(Callable<T> body) {
    try {
      result = body.call();
    } catch (Throwable e) {
      failure = e;
    } finally {
      interrupted = Thread.currentThread().isInterrupted();
      ended.countDown();
    }
  }

  /** Starts the work. */
  static <T> Work<T> start(Duration patience, Callable<T> body) {
    Work<T> work = new Work<>(patience, body);
    work.thread.start();
    return work;
  }

  /** Starts work that has no result. */
  static Work<Boolean> run(Duration patience, Runnable body) {
    return start(patience, () -> {
      body.run();
      return true;
    });
  }

  /**
   * Runs pieces of work that all begin at the same moment, and returns them when all have ended.
   */
  static <T> List<Work<T>> together(Duration patience, int count, IntFunction<Callable<T>> bodies) {
    CountDownLatch ready = new CountDownLatch(count);
    List<Work<T>> works = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Callable<T> body = bodies.apply(i);
      works.add(start(patience, () -> {
        ready.countDown();
        ready.await();
        return body.call();
      }));
    }
    works.forEach(Work::awaitEnd);
    return works;
  }

  /** Waits until the condition is true; fails with a message that ends with {@code what}. */
  static void until(Duration patience, String what, BooleanSupplier so) {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!so.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited " + patience.toSeconds() + " s in vain until " + what);
      }
      LockSupport.parkNanos(200_000);
    }
  }

  /** Returns when the thread is blocked in a wait. */
  Work<T> waiting() {
    until(patience, "a thread waits; it is " + thread.getState(), () -> {
      Thread.State state = thread.getState();
      return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
    });
    return this;
  }

  /** Interrupts the thread. */
  void interrupt() {
    thread.interrupt();
  }

  /** Returns whether the work has ended. */
  boolean hasEnded() {
    return ended.getCount() == 0;
  }

  /** Waits for the end and returns the result of the work. */
  T result() {
    awaitEnd();
    if (failure != null) {
      throw new AssertionError("failed with " + failure, failure);
    }
    return java.util.Objects.requireNonNull(result, "the work returned nothing");
  }

  /** Waits for the end and returns the exception of the work. */
  Throwable failure() {
    awaitEnd();
    if (failure == null) {
      throw new AssertionError("did not fail but returned " + result);
    }
    return failure;
  }

  /** Waits for the end and returns whether the work threw. */
  boolean failed() {
    awaitEnd();
    return failure != null;
  }

  /** Waits for the end and returns whether the thread's interrupt flag was set then. */
  boolean endedInterrupted() {
    awaitEnd();
    return interrupted;
  }

  private void awaitEnd() {
    boolean inTime;
    try {
      inTime = ended.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a thread", e);
    }
    if (!inTime) {
      String where = Arrays.toString(thread.getStackTrace());
      thread.interrupt();
      throw new AssertionError("not done after " + patience.toSeconds() + " s, at " + where);
    }
  }
}
