package dev.eventstreams.tck;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * A subscriber that requests elements when a test asks it to, and keeps the elements that it gets.
 */
class Probe<T> implements Flow.Subscriber<T> {

  private final Duration patience;
  private final List<T> received = new ArrayList<>();
  private volatile Flow.@Nullable Subscription subscription;
  private volatile @Nullable Throwable error;
  private volatile boolean completed;

  Probe(Duration patience) {
    this.patience = patience;
  }

  @Override
  public final void onSubscribe(Flow.Subscription given) {
    subscription = given;
  }

  @Override
  public void onNext(T element) {
    synchronized (received) {
      received.add(element);
    }
  }

  @Override
  public final void onError(Throwable thrown) {
    error = thrown;
  }

  @Override
  public final void onComplete() {
    completed = true;
  }

  /** Requests so many more elements. */
  final void request(long count) {
    subscription().request(count);
  }

  final void cancel() {
    subscription().cancel();
  }

  private Flow.Subscription subscription() {
    Work.until(patience, "a subscription is given", () -> subscription != null);
    Flow.Subscription given = subscription;
    if (given == null) {
      throw new AssertionError("no subscription");
    }
    return given;
  }

  /** Returns the elements that have come so far. */
  final List<T> received() {
    synchronized (received) {
      return List.copyOf(received);
    }
  }

  /** Returns the number of elements that have come so far. */
  final int count() {
    synchronized (received) {
      return received.size();
    }
  }

  /** Waits until so many elements have come, and returns all elements. */
  final List<T> await(int count) {
    Work.until(patience, "a subscriber has " + count, () -> count() >= count);
    return received();
  }

  /** Waits for {@code onComplete}. */
  final void awaitCompletion() {
    Work.until(patience, "onComplete is signalled", () -> completed);
  }

  /** Waits for {@code onError}, and returns its exception. */
  final Throwable awaitError() {
    Work.until(patience, "onError is signalled", () -> error != null);
    Throwable given = error;
    return given == null ? new AssertionError("no error") : given;
  }
}
