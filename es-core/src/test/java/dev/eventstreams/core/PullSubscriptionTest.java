package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Filter;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class PullSubscriptionTest {

  private final List<String> received = new ArrayList<>();
  private Runnable atFailure = () -> {};

  /** Always has an element, even after its close. */
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

  private class Subscriber implements Flow.Subscriber<String> {

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
  void requestAfterACancelHasNoEffectEvenDuringASignal() {
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

  /** A source that a test fills and ends. */
  private static final class Source implements Pull<String> {

    private final Deque<String> elements = new ArrayDeque<>();
    private boolean ended;
    private @Nullable Throwable failed;
    private @Nullable RuntimeException pollFails;
    private int closed;
    private Runnable signal = () -> {};

    @Override
    public @Nullable String poll() {
      if (pollFails != null) {
        throw pollFails;
      }
      return elements.peek();
    }

    @Override
    public void delivered() {
      elements.remove();
    }

    @Override
    public boolean exhausted() {
      return ended && elements.isEmpty();
    }

    @Override
    public @Nullable Throwable failure() {
      return failed;
    }

    @Override
    public void onSignal(Runnable action) {
      signal = action;
    }

    @Override
    public void close() {
      closed++;
    }
  }

  private final Source source = new Source();

  private PullSubscription<String> begun(Flow.Subscriber<String> subscriber) {
    PullSubscription<String> subscription =
        new PullSubscription<>(source, Runnable::run, subscriber);
    subscription.begin();
    return subscription;
  }

  @Test
  void subscriberGetsAsManyAsItRequestedAndTheEnd() {
    PullSubscription<String> subscription = begun(new Subscriber());
    source.elements.addAll(List.of("a", "b", "c", "d"));
    source.signal.run();
    assertEquals(List.of(), received);
    subscription.request(1);
    subscription.request(2);
    assertEquals(List.of("a", "b", "c"), received);
    subscription.request(Long.MAX_VALUE);
    subscription.request(Long.MAX_VALUE);
    assertEquals(List.of("a", "b", "c", "d"), received);
    source.elements.add("e");
    source.signal.run();
    source.ended = true;
    source.signal.run();
    assertEquals(List.of("a", "b", "c", "d", "e", "complete"), received);
    assertEquals(1, source.closed);
    source.signal.run();
    assertEquals(6, received.size());
  }

  @Test
  void cancelClosesTheSource() {
    PullSubscription<String> subscription = begun(new Subscriber());
    subscription.cancel();
    assertEquals(1, source.closed);
    source.elements.add("late");
    source.signal.run();
    assertEquals(List.of(), received);
  }

  @Test
  void failureOfTheSourceEndsTheSubscription() {
    PullSubscription<String> subscription = begun(new Subscriber());
    source.failed = new IllegalStateException("made up");
    source.signal.run();
    subscription.request(1);
    assertEquals(List.of("java.lang.IllegalStateException: made up"), received);
    assertEquals(1, source.closed);
  }

  @Test
  void failureToPollEndsTheSubscription() {
    PullSubscription<String> subscription = begun(new Subscriber());
    source.pollFails = new IllegalStateException("made up");
    source.signal.run();
    assertEquals(List.of(), received); // nothing was requested
    subscription.request(1);
    subscription.request(1);
    assertEquals(List.of("java.lang.IllegalStateException: made up"), received);
    assertEquals(1, source.closed);
  }

  @Test
  void requestOfZeroElementsIsAnErrorOfTheSubscriber() {
    PullSubscription<String> subscription = begun(new Subscriber());
    subscription.request(0);
    assertEquals(1, received.size());
    assertTrue(received.get(0).contains("rule 3.9"), received.get(0));
    assertEquals(1, source.closed);
  }

  @Test
  void subscriberThatThrowsIsCancelledAndThatIsLogged() {
    Logger logger = Logger.getLogger(PullSubscription.class.getName());
    List<String> logged = new ArrayList<>();
    Filter before = logger.getFilter();
    logger.setFilter(record -> {
      logged.add(record.getMessage());
      return false;
    });
    try {
      PullSubscription<String> subscription = begun(new Subscriber() {
        @Override
        public void onNext(String item) {
          super.onNext(item);
          throw new IllegalStateException("made up");
        }
      });
      source.elements.addAll(List.of("a", "b"));
      subscription.request(2);
      assertEquals(List.of("a"), received);
      assertEquals(1, source.closed);
      assertEquals(List.of("a subscriber threw; its subscription is cancelled"), logged);
    } finally {
      logger.setFilter(before);
    }
  }

  @Test
  void taskThatTheExecutorRefusedDoesNotBlockTheNextSignal() {
    AtomicBoolean full = new AtomicBoolean();
    PullSubscription<String> subscription = new PullSubscription<>(
        source,
        task -> {
          if (full.get()) {
            throw new RejectedExecutionException("made up");
          }
          task.run();
        },
        new Subscriber());
    subscription.begin();
    source.elements.add("a");
    full.set(true);
    assertThrows(RejectedExecutionException.class, () -> subscription.request(1));
    full.set(false);
    source.signal.run();
    assertEquals(List.of("a"), received);
  }
}
