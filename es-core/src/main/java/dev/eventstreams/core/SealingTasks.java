package dev.eventstreams.core;

import dev.eventstreams.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encryption of a large append that happens while the append is written. Each task succeeds once, in the first thread that comes: the
 * one that writes and needs its envelopes, one of the common pool, or the one that waits for the append. No thread waits for a task that
 * has not begun, and one that has waits for nothing, so a busy pool holds nothing up.
 *
 * <p>A task that fails is run again by the next thread that comes. So no failure is lost: the thread that needs the result gets
 * either that or the failure, before the backend has committed.
 */
final class SealingTasks {

  // Replaced by an empty list at the end: a pool that is busy may hold this for long.
  private volatile List<Task<?>> left = new ArrayList<>();
  private final Runnable help = this::seal;

  /** Adds a task, before any other thread has this; returns what waits for its result, or runs it. */
  <T> Supplier<T> add(Supplier<T> work) {
    Task<T> task = new Task<>(work);
    left.add(task);
    return task;
  }

  /** Lets the common pool help, if it can. */
  void share() {
    try {
      if (!left.isEmpty() && ForkJoinPool.getCommonPoolParallelism() > 0) {
        ForkJoinPool.commonPool().execute(help);
      }
    } catch (Throwable e) { // the thread that needs the envelopes makes them
      return;
    }
  }

  /** Runs, one after the other, the tasks that have not begun. What fails here is tried again where it is needed. */
  void seal() {
    List<Task<?>> tasks = left;
    for (int i = 0; i < tasks.size() && !left.isEmpty(); i++) {
      tasks.get(i).runUnlessBegun();
    }
  }

  /** Runs what is left to run, and throws what a task throws. */
  void sealAll() {
    left.forEach(Task::get);
  }

  /** Lets go of the tasks: those that have not run are not needed. */
  void end() {
    left = List.of();
  }

  /** Work that is done once. */
  private static final class Task<T> implements Supplier<T> {

    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Supplier<T> work;
    private @Nullable T result;

    Task(Supplier<T> work) {
      this.work = work;
    }

    // Not interruptible: a write that has begun is finished.
    @Override
    public T get() {
      lock.lock();
      try {
        return result();
      } catch (Throwable e) { // an Error too: it is this append's failure, not its group's
        throw new StorageException("cannot encrypt the append; nothing of it was written", e);
      } finally {
        lock.unlock();
      }
    }

    void runUnlessBegun() {
      if (!lock.tryLock()) {
        return;
      }
      try {
        Object unused = result();
      } catch (Throwable e) { // kept by none: the thread that needs the result tries again
        return;
      } finally {
        lock.unlock();
      }
    }

    private T result() {
      Supplier<T> undone = work;
      if (undone != null) {
        result = undone.get();
        work = null;
      }
      return Objects.requireNonNull(result);
    }
  }
}
