package dev.eventstreams.core;

import com.google.common.base.Throwables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes the elements of a watch, and waits if there is none yet. For one thread at a time.
 *
 * <p>A signal is never lost: {@code wake} sets the signal before it reads the waiter, and the
 * waiting thread sets the waiter before it reads the signal.
 */
class WatchIterator<T> implements Iterator<T> {

  private static final long FOR_EVER = Long.MAX_VALUE;

  private final LiveWatch<T> watch;
  private volatile boolean signalled;
  private volatile @Nullable Thread waiter;
  private @Nullable T next;
  private @Nullable Throwable failure;

  WatchIterator(LiveWatch<T> watch) {
    this.watch = watch;
  }

  void wake() {
    signalled = true;
    LockSupport.unpark(waiter);
  }

  @Override
  public boolean hasNext() {
    return hasNext(FOR_EVER);
  }

  private boolean hasNext(long nanos) {
    Throwable before = failure;
    if (before != null) {
      Throwables.throwIfUnchecked(before);
    }
    long begin = System.nanoTime();
    while (next == null && !watch.exhausted()) {
      signalled = false;
      next = find();
      if (next == null && !await(begin, nanos)) {
        return false;
      }
    }
    return next != null && !watch.exhausted();
  }

  private @Nullable T find() {
    try {
      return watch.poll();
    } catch (RuntimeException | Error e) { // an Error too: ready events may be incomplete
      failure = e;
      watch.close();
      throw e;
    }
  }

  /** Waits for a signal; returns false at the time-out, or if the thread is interrupted. */
  private boolean await(long begin, long nanos) {
    waiter = Thread.currentThread();
    try {
      while (!signalled && !watch.exhausted()) {
        if (Thread.currentThread().isInterrupted()) {
          watch.close();
          return false;
        }
        if (nanos == FOR_EVER) {
          LockSupport.park(watch);
          continue;
        }
        long left = nanos - (System.nanoTime() - begin);
        if (left <= 0) {
          return false;
        }
        LockSupport.parkNanos(watch, left);
      }
      return true;
    } finally {
      waiter = null;
    }
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException("the watch is closed");
    }
    return take();
  }

  private T take() {
    T element = Objects.requireNonNull(next);
    next = null;
    watch.delivered();
    return element;
  }

  Optional<T> next(Duration timeout) {
    return hasNext(TimeUnit.NANOSECONDS.convert(timeout)) ? Optional.of(take()) : Optional.empty();
  }

  List<T> nextBatch(int max, Duration timeout) {
    if (max < 1) {
      throw new IllegalArgumentException("a batch of " + max + " elements; it needs 1 or more");
    }
    List<T> batch = new ArrayList<>();
    boolean found = hasNext(TimeUnit.NANOSECONDS.convert(timeout));
    while (found) {
      batch.add(take());
      found = batch.size() < max && isReady();
    }
    return batch;
  }

  // A failure ends the batch, which is delivered: the next call throws it.
  private boolean isReady() {
    try {
      next = watch.exhausted() ? null : find();
    } catch (RuntimeException | Error e) {
      return false;
    }
    return next != null && !watch.exhausted();
  }
}
