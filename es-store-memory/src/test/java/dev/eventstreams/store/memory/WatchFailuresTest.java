package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Watches continue or end correctly when the backend below them fails. */
@Timeout(20)
final class WatchFailuresTest {

  private static final StoreOptions POLLING =
      StoreOptions.defaults().withPollInterval(Duration.ofMillis(1));

  @Test
  void eventsOfOtherHandlesArriveWithoutHints() {
    assertSeesOtherHandles("memory:deaf", new TappedStorage() {
      @Override
      public Notifier notifier() {
        return new BrokenNotifier();
      }
    });
  }

  @Test
  void eventsOfOtherHandlesArriveAfterAnErrorInTheTailer() {
    AtomicBoolean broken = new AtomicBoolean(true);
    assertSeesOtherHandles("memory:error", new TappedStorage() {
      @Override
      public StreamHead head(@Nullable String stream) {
        if (Thread.currentThread().getName().startsWith("es-tailer") && broken.getAndSet(false)) {
          throw new OutOfMemoryError("made up");
        }
        return super.head(stream);
      }
    });
  }

  @Test
  void eventsOfOtherHandlesArriveAfterAnEarlierWatchFailedToOpen() {
    AtomicBoolean broken = new AtomicBoolean(true);
    TappedStorage tap = new TappedStorage() {
      @Override
      public StreamHead head(@Nullable String stream) {
        if (broken.getAndSet(false)) {
          throw new OutOfMemoryError("made up");
        }
        return super.head(stream);
      }
    };
    try (EventStore store = EventStores.open(tap, "memory:later", POLLING)) {
      assertThrows(OutOfMemoryError.class, () -> store.all().watch().open());
      assertSeesOtherHandles("memory:later", store);
    }
  }

  private static void assertSeesOtherHandles(String url, TappedStorage tap) {
    try (EventStore store = EventStores.open(tap, url, POLLING)) {
      assertSeesOtherHandles(url, store);
    }
  }

  private static void assertSeesOtherHandles(String url, EventStore store) {
    try (EventStore other = EventStores.open(url);
        Watch<StoredEvent> watch = store.all().watch().open()) {
      AppendResult unused = other.stream("s").append(CandidateEvent.of("A"));
      assertEquals("A", watch.iterator().next().type());
    }
  }

  @Test
  void aWatchEndsIfItsNotifierCannotBeClosed() throws Exception {
    TappedStorage tap = new TappedStorage() {
      @Override
      public Notifier notifier() {
        return new BrokenNotifier();
      }
    };
    try (EventStore store = EventStores.open(tap, "memory:", POLLING)) {
      Watch<StoredEvent> watch = store.all().watch().open();
      Iterator<StoredEvent> events = watch.iterator();
      CompletableFuture<Boolean> more = new CompletableFuture<>();
      Thread consumer = new Thread(() -> more.complete(events.hasNext()));
      consumer.start();
      while (LockSupport.getBlocker(consumer) == null) {
        Thread.onSpinWait();
      }
      watch.close();
      assertFalse(more.get());
    }
  }

  @Test
  void aSubscriberReceivesAnErrorOfTheFold() throws Exception {
    try (EventStore store = EventStores.open("memory:")) {
      AppendResult unused = store.stream("s").append(CandidateEvent.of("A"));
      StackOverflowError error = new StackOverflowError("made up");
      Watch<Integer> states = store
          .all()
          .readAndWatch(0, (state, event) -> {
            if (event.version() > 0) {
              throw error;
            }
            return state;
          })
          .open();
      CompletableFuture<Throwable> received = new CompletableFuture<>();
      states.publisher().subscribe(new Flow.Subscriber<>() {
        @Override
        public void onSubscribe(Flow.Subscription subscription) {
          subscription.request(1);
        }

        @Override
        public void onNext(Integer state) {}

        @Override
        public void onError(Throwable failure) {
          received.complete(failure);
        }

        @Override
        public void onComplete() {}
      });
      assertSame(error, received.get());
      assertEquals(0, states.place());
    }
  }

  @Test
  void anInterruptOfTheClosingThreadDoesNotCloseTheBackendUnderARead() throws Exception {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    AtomicInteger underWay = new AtomicInteger();
    CompletableFuture<Integer> underWayAtClose = new CompletableFuture<>();
    TappedStorage tap = new TappedStorage() {
      @Override
      public Page read(PageRequest request) {
        underWay.incrementAndGet();
        reading.countDown();
        try {
          leave.await();
        } catch (InterruptedException e) {
          throw new StorageException("interrupted", e);
        }
        underWay.decrementAndGet();
        return super.read(request);
      }

      @Override
      public void close() {
        underWayAtClose.complete(underWay.get());
        super.close();
      }
    };
    EventStore store = EventStores.open(tap, "memory:", StoreOptions.defaults());
    Thread reader = new Thread(() -> assertFalse(store.all().read().iterator().hasNext()));
    reader.start();
    reading.await();
    Thread closer = new Thread(store::close);
    closer.start();
    awaitWaiting(closer);
    closer.interrupt();
    awaitWaiting(closer);
    leave.countDown();
    assertEquals(0, underWayAtClose.get());
    reader.join();
    closer.join();
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.isAlive()
        && (thread.isInterrupted() || thread.getState() != Thread.State.TIMED_WAITING)) {
      Thread.onSpinWait();
    }
  }

  private static final class BrokenNotifier implements Notifier {

    @Override
    public boolean await(Duration timeout) {
      throw new StorageException("the connection for hints is gone", null);
    }

    @Override
    public void close() {
      throw new StorageException("the connection for hints is gone", null);
    }
  }
}
