package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PullSubscriptionTest {

  private final List<String> received = new ArrayList<>();
  private Runnable atFailure = () -> {};

  /** Has an element whenever it is asked, also once it is closed. */
  private final class Endless implements Pull<String> {

    @Override
    public @Nullable String poll() {
      return "element";
    }

    @Override
    public void delivered() {}

    @Override
    public boolean exhausted() {
      return false;
    }

    @Override
    public @Nullable RuntimeException failure() {
      atFailure.run();
      return null;
    }

    @Override
    public void onSignal(Runnable signal) {}

    @Override
    public void close() {}
  }

  private final class Subscriber implements Flow.Subscriber<String> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {}

    @Override
    public void onNext(String item) {
      received.add(item);
    }

    @Override
    public void onError(Throwable failure) {
      received.add(failure.toString());
    }

    @Override
    public void onComplete() {
      received.add("complete");
    }
  }

  /** Rule 3.6 of the Reactive Streams specification. */
  @Test
  void requestAfterACancelIsNothingAlsoWhileElementsAreLookedFor() {
    PullSubscription<String> subscription =
        new PullSubscription<>(new Endless(), Runnable::run, new Subscriber());
    atFailure = () -> {
      subscription.cancel();
      subscription.request(1);
      subscription.request(0);
    };
    subscription.begin();
    assertEquals(List.of(), received);
  }
}
