package dev.eventstreams.store.memory;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.EventStores;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/**
 * Checks the publishers of {@code read()} and {@code watch()} with every required rule of the
 * reactive-streams kit.
 */
final class PublishersTest {

  // If the kit asks for more, it takes a few elements and cancels.
  private static final int MOST = 1_000;

  private final List<EventStore> stores = new ArrayList<>();

  static List<Named<Method>> rules() {
    return FlowTck.rules();
  }

  @AfterEach
  void closeStores() {
    stores.forEach(EventStore::close);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void publisherOfReadKeepsRule(Method rule) throws Throwable {
    FlowTck.verify(new OfRead(), rule);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void publisherOfWatchKeepsRule(Method rule) throws Throwable {
    FlowTck.verify(new OfWatch(), rule);
  }

  private EventStore store() {
    EventStore store = EventStores.open("memory:");
    stores.add(store);
    return store;
  }

  private static void append(EventStore store, long events) {
    var unused = store.stream("s")
        .append(Collections.nCopies((int) events, CandidateEvent.of("E"))
            .toArray(CandidateEvent[]::new));
  }

  /** Reads a store with as many events as the kit asks for. */
  private final class OfRead extends FlowPublisherVerification<StoredEvent> {

    OfRead() {
      super(new TestEnvironment(1_000, 50));
    }

    @Override
    public Flow.Publisher<StoredEvent> createFlowPublisher(long elements) {
      EventStore store = store();
      append(store, Math.min(elements, MOST));
      return store.all().read().publisher();
    }

    /** A closed store cannot be read. */
    @Override
    public Flow.Publisher<StoredEvent> createFailedFlowPublisher() {
      EventStore store = store();
      Flow.Publisher<StoredEvent> publisher = store.all().read().publisher();
      store.close();
      return subscriber -> publisher.subscribe(new Asking(subscriber));
    }
  }

  /**
   * Watches a store. One half of the events is appended before the watch is opened, the other half
   * after.
   */
  private final class OfWatch extends FlowPublisherVerification<StoredEvent> {

    OfWatch() {
      super(new TestEnvironment(1_000, 50));
    }

    @Override
    public Flow.Publisher<StoredEvent> createFlowPublisher(long elements) {
      EventStore store = store();
      long many = Math.min(elements, MOST);
      append(store, many / 2);
      Watch<StoredEvent> watch = store.all().watch().from(1).open();
      append(store, many - many / 2);
      return subscriber -> watch
          .publisher()
          .subscribe(subscriber == null ? null : new Closing(subscriber, watch, elements));
    }

    /** A watch serves one subscription and refuses a second one. */
    @Override
    public Flow.Publisher<StoredEvent> createFailedFlowPublisher() {
      Flow.Publisher<StoredEvent> publisher = store().all().watch().open().publisher();
      publisher.subscribe(new NoDemand());
      return publisher;
    }
  }

  /** Passes on every signal. */
  private static class Relay implements Flow.Subscriber<StoredEvent> {

    private final Flow.Subscriber<? super StoredEvent> subscriber;

    Relay(Flow.Subscriber<? super StoredEvent> subscriber) {
      this.subscriber = subscriber;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscriber.onSubscribe(subscription);
    }

    @Override
    public void onNext(StoredEvent event) {
      subscriber.onNext(event);
    }

    @Override
    public void onError(Throwable failure) {
      subscriber.onError(failure);
    }

    @Override
    public void onComplete() {
      subscriber.onComplete();
    }
  }

  /**
   * Requests an element at once, because some subscribers wait for an error without a request. A
   * read fails at the first request.
   */
  private static final class Asking extends Relay {

    Asking(Flow.Subscriber<? super StoredEvent> subscriber) {
      super(subscriber);
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      super.onSubscribe(subscription);
      subscription.request(1);
    }
  }

  /** Closes the watch after its last element, because a watch ends in no other way. */
  private static final class Closing extends Relay {

    private final Watch<StoredEvent> watch;
    private long left;

    Closing(
        Flow.Subscriber<? super StoredEvent> subscriber, Watch<StoredEvent> watch, long elements) {
      super(subscriber);
      this.watch = watch;
      this.left = elements;
    }

    @Override
    public void onNext(StoredEvent event) {
      super.onNext(event);
      if (--left == 0) {
        watch.close();
      }
    }
  }

  /** Requests nothing. */
  private static final class NoDemand implements Flow.Subscriber<StoredEvent> {

    @Override
    public void onSubscribe(Flow.Subscription subscription) {}

    @Override
    public void onNext(StoredEvent event) {}

    @Override
    public void onError(Throwable failure) {}

    @Override
    public void onComplete() {}
  }
}
