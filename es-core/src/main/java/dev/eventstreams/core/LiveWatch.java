package dev.eventstreams.core;

import com.google.common.base.Throwables;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * An open watch: passes the events of its source to one iterator or one subscriber, and moves the
 * cursor after each event.
 */
final class LiveWatch<T> implements Watch<T>, Pull<T> {

  private final WatchSource source;
  private final EventCodec codec;
  private final Executor executor;
  private final Function<? super StoredEvent, ? extends T> transform;
  private final AtomicBoolean consumed = new AtomicBoolean();
  private volatile long cursor;

  /**
   * Takes an open source, and the transformation of each event. If the transformation throws, the
   * watch fails, and its cursor stays before the event.
   */
  LiveWatch(
      WatchSource source,
      EventCodec codec,
      Executor executor,
      Function<? super StoredEvent, ? extends T> transform) {
    this.source = source;
    this.codec = codec;
    this.executor = executor;
    this.transform = transform;
    this.cursor = source.resumeAfter(0);
  }

  @Override
  public Iterator<T> iterator() {
    consume();
    WatchIterator iterator = new WatchIterator();
    onSignal(iterator::wake);
    return iterator;
  }

  @Override
  public Flow.Publisher<T> publisher() {
    return new PullPublisher<>(
        () -> {
          consume();
          return this;
        },
        executor);
  }

  private void consume() {
    if (consumed.getAndSet(true)) {
      throw new IllegalStateException("a watch can be consumed only once; open a new watch");
    }
  }

  @Override
  public long cursor() {
    return cursor;
  }

  @Override
  public void close() {
    source.close();
  }

  @Override
  public @Nullable T poll() {
    TailEvent event = source.peek();
    if (event == null) {
      cursor = source.resumeAfter(cursor);
      return null;
    }
    return transform.apply(event.decode(codec));
  }

  @Override
  public void delivered() {
    cursor = source.taken();
  }

  @Override
  public boolean exhausted() {
    return source.isClosed();
  }

  @Override
  public @Nullable Throwable failure() {
    return source.failure();
  }

  @Override
  public void onSignal(Runnable signal) {
    source.onSignal(signal);
  }

  /**
   * Waits if there is no event yet. A signal is never lost: {@code wake} sets the signal before it
   * reads the waiter, and the waiting thread sets the waiter before it reads the signal.
   */
  private final class WatchIterator implements Iterator<T> {

    private volatile boolean signalled;
    private volatile @Nullable Thread waiter;
    private @Nullable T next;
    private @Nullable Throwable failure;

    void wake() {
      signalled = true;
      LockSupport.unpark(waiter);
    }

    @Override
    public boolean hasNext() {
      Throwable before = failure;
      if (before != null) {
        Throwables.throwIfUnchecked(before);
      }
      while (next == null && !exhausted()) {
        signalled = false;
        next = find();
        if (next == null && !await()) {
          return false;
        }
      }
      return next != null && !exhausted();
    }

    private @Nullable T find() {
      try {
        return poll();
      } catch (RuntimeException | Error e) { // an Error too: ready events may be incomplete
        failure = e;
        close();
        throw e;
      }
    }

    private boolean await() {
      waiter = Thread.currentThread();
      try {
        while (!signalled && !exhausted()) {
          if (Thread.currentThread().isInterrupted()) {
            close();
            return false;
          }
          LockSupport.park(LiveWatch.this);
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
      T element = Objects.requireNonNull(next);
      next = null;
      delivered();
      return element;
    }
  }
}
