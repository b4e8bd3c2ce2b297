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
 * Encrypts a large append while the append is written. Each task succeeds once, in the first thread
 * that takes it: the thread that writes and needs the envelopes, a thread of the common pool, or
 * the thread that waits for the append. No thread waits for a task that has not begun, and a task
 * that has begun waits for nothing, so a busy pool delays no append.
 *
 * <p>The next thread that takes a failed task runs it again. So no failure is lost: the thread that
 * needs the result gets either the result or the failure, before the backend has committed.
 */
final class SealingTasks {

  // end() replaces this by an empty list, because a busy pool may hold this object for long.
  private volatile List<Task<?>> left = new ArrayList<>();
  private final Runnable help = this::seal;

  /**
   * Adds a task; call this before another thread has this object. Returns a supplier that waits for
   * the result or runs the task.
   */
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

  /**
   * Runs the tasks that have not begun, one after the other. A task that fails here runs again in
   * the thread that needs its result.
   */
  void seal() {
    List<Task<?>> tasks = left;
    for (int i = 0; i < tasks.size() && !left.isEmpty(); i++) {
      tasks.get(i).runUnlessBegun();
    }
  }

  /** Runs the tasks that are left, and throws a {@link StorageException} if a task fails. */
  void sealAll() {
    left.forEach(Task::get);
  }

  /** Drops the tasks: those that have not run are not needed. */
  void end() {
    left = List.of();
  }

  /** Work that succeeds once. */
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
      } catch (Throwable e) { // an Error too: it fails this append, not its group
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
      } catch (Throwable e) { // not kept: the thread that needs the result tries again
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
