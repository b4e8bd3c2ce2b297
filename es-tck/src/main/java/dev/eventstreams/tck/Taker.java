package dev.eventstreams.tck;

import dev.eventstreams.StoredEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A subscriber that requests events when a test asks it to, and keeps their data. */
final class Taker implements Flow.Subscriber<StoredEvent> {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final List<String> texts = new ArrayList<>();
  private Flow.@Nullable Subscription subscription;
  private @Nullable Throwable failure;
  private boolean ended;

  @Override
  public void onSubscribe(Flow.Subscription given) {
    change(() -> subscription = given);
  }

  @Override
  public void onNext(StoredEvent event) {
    change(() -> texts.add(event.data().utf8()));
  }

  @Override
  public void onError(Throwable thrown) {
    change(() -> {
      failure = thrown;
      ended = true;
    });
  }

  @Override
  public void onComplete() {
    change(() -> ended = true);
  }

  /** Requests so many more events, after the subscription. */
  void request(long count) {
    await("a subscription", () -> subscription != null, Duration.ofSeconds(30)).request(count);
  }

  void cancel() {
    await("a subscription", () -> subscription != null, Duration.ofSeconds(30)).cancel();
  }

  /** Waits until so many events have come in total, or the publisher has ended. */
  void awaitCount(int count, Duration patience) {
    await(count + " events", () -> texts.size() >= count || ended, patience);
  }

  /** Waits for the publisher to end. */
  void awaitEnd(Duration patience) {
    await("the end", () -> ended, patience);
    if (failure != null) {
      throw new AssertionError("the publisher failed: " + failure, failure);
    }
  }

  boolean ended() {
    lock.lock();
    try {
      return ended;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the data of the events so far. */
  List<String> texts() {
    lock.lock();
    try {
      return List.copyOf(texts);
    } finally {
      lock.unlock();
    }
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private Flow.Subscription await(String what, BooleanSupplier reached, Duration patience) {
    lock.lock();
    try {
      long left = patience.toNanos();
      while (!reached.getAsBoolean()) {
        if (left <= 0) {
          throw new AssertionError(
              "no " + what + " within " + patience + ", but " + texts.size() + " events");
        }
        left = changed.awaitNanos(left);
      }
      return Objects.requireNonNull(subscription);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for " + what, e);
    } finally {
      lock.unlock();
    }
  }
}
