package dev.eventstreams.core;

import java.lang.System.Logger.Level;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands a source's elements to one subscriber as it asks for them.
 *
 * <p>{@code pending} counts reasons to look: the one who raises it from 0 sends a task to the executor, and the task goes on until
 * it has seen every reason. So signals are serial (rule 1.3 of the Reactive Streams specification), one inside another never
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

  /** Called once {@code onSubscribe} has returned: nothing is signalled before. */
  void begin() {
    begun = true;
    source.onSignal(this::look);
    look();
  }

  @Override
  public void request(long n) {
    if (subscriber == null) {
      return; // rule 3.6: what has looked for demand before the cancel must not find this one
    }
    if (n <= 0) {
      misuse = new IllegalArgumentException(
          "a subscriber requested " + n + " elements; rule 3.9 wants more than 0");
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
      } catch (RuntimeException | Error e) { // for the next one who has a reason to look
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

  // Where memory is short these may fail too, and what is pending is counted down all the same.
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
      } catch (Throwable e) { // an Error too: the subscriber waits for its end
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
