package dev.eventstreams.core;

import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.function.Supplier;

/** A publisher whose subscriptions each pull from a separate source, on the store's executor. */
final class PullPublisher<T> implements Flow.Publisher<T> {

  private final Supplier<Pull<T>> sources;
  private final Executor executor;

  /**
   * Takes the supplier of each subscription's source; if it throws, the exception is the error of
   * the subscription.
   */
  PullPublisher(Supplier<Pull<T>> sources, Executor executor) {
    this.sources = sources;
    this.executor = executor;
  }

  @Override
  public void subscribe(Flow.Subscriber<? super T> subscriber) {
    Objects.requireNonNull(subscriber, "subscriber");
    Pull<T> source;
    try {
      source = sources.get();
    } catch (RuntimeException e) {
      subscriber.onSubscribe(new NoSubscription());
      subscriber.onError(e);
      return;
    }
    PullSubscription<T> subscription = new PullSubscription<>(source, executor, subscriber);
    subscriber.onSubscribe(subscription);
    subscription.begin();
  }

  /** The subscription of a subscriber that gets only an error. */
  private static final class NoSubscription implements Flow.Subscription {

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
  }
}
