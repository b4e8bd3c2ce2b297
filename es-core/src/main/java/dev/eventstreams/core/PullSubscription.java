package dev.eventstreams.core;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Passes a source's elements to one subscriber as the subscriber requests them.
 *
 * <p>{@code pending} counts reasons to look at the source: the thread that raises it from 0 sends a
 * task to the executor, and the task continues until it has seen every reason. So signals are
 * serial (rule 1.3 of the Reactive Streams specification), a signal inside another signal never
 * recurses (3.3), and a reason that comes while the task ends is not lost.
 */
final class PullSubscription<T> implements Flow.Subscription {

  private static final System.Logger LOG = System.getLogger(PullSubscription.class.getName());

  private final Pull<T> source;
  private final Executor executor;
  private final Runnable task = this::signal;
  private final AtomicLong demand = new AtomicLong();
  private final AtomicInteger pending = new AtomicInteger();
  private volatile Flow.@Nullable Subscriber<? super T> subscriber;
  private volatile boolean begun;
  private volatile @Nullable IllegalArgumentException misuse;

  PullSubscription(Pull<T> source, Executor executor, Flow.Subscriber<? super T> subscriber) {
    this.source = source;
    this.executor = executor;
    this.subscriber = subscriber;
  }

  /**
   * Starts the signals. Called once {@code onSubscribe} has returned; nothing is signalled before.
   */
  void begin() {
    begun = true;
    source.onSignal(this::look);
    look();
  }

  @Override
  public void request(long n) {
    if (subscriber == null) {
      return; // rule 3.6: a signal that began before the cancel must not see this demand
    }
    if (n <= 0) {
      misuse = new IllegalArgumentException(
          "a subscriber requested " + n + " elements; rule 3.9 requires more than 0");
    } else {
      demand.accumulateAndGet(n, (a, b) -> a + b < 0 ? Long.MAX_VALUE : a + b);
    }
    look();
  }

  @Override
  public void cancel() {
    subscriber = null;
    source.close();
  }

  private void look() {
    if (begun && subscriber != null && pending.getAndIncrement() == 0) {
      try {
        executor.execute(task);
      } catch (RuntimeException | Error e) { // so that the next reason sends a task
        pending.set(0);
        throw e;
      }
    }
  }

  private void signal() {
    int seen = pending.get();
    do {
      try {
        signalWhatThereIs();
      } catch (Throwable e) { // the subscriber broke rule 2.13
        abandon(e);
      }
      seen = pending.addAndGet(-seen);
    } while (seen != 0);
  }

  // If memory is short these calls may fail too; pending is counted down nevertheless.
  private void abandon(Throwable cause) {
    try {
      cancel();
      LOG.log(Level.WARNING, "a subscriber threw; its subscription is cancelled", cause);
    } catch (Throwable e) {
      subscriber = null;
    }
  }

  private void signalWhatThereIs() {
    Flow.Subscriber<? super T> to = subscriber;
    while (to != null) {
      if (misuse != null) {
        end();
        to.onError(misuse);
        return;
      }
      if (source.exhausted()) {
        end();
        to.onComplete();
        return;
      }
      Throwable failure = source.failure();
      if (failure != null) {
        end();
        to.onError(failure);
        return;
      }
      if (demand.get() == 0) {
        return;
      }
      T element;
      try {
        element = source.poll();
      } catch (Throwable e) { // an Error too: the subscriber waits for its last signal
        end();
        to.onError(e);
        return;
      }
      if (element == null) {
        if (source.exhausted()) {
          continue;
        }
        return;
      }
      demand.decrementAndGet();
      to.onNext(element);
      source.delivered();
      to = subscriber;
    }
  }

  private void end() {
    subscriber = null;
    source.close();
  }
}
