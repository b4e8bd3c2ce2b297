package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.StoreOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * An interrupted thread or a cancelled future affects its own append, and no other append (A13).
 */
public abstract class InterruptionTck extends StoreTck {

  private final Gate gate = new Gate();

  /** For a backend's own class. */
  protected InterruptionTck() {}

  private EventStore gatedStore() {
    EventStore store = tapped(newStore(), StoreOptions.defaults(), gate::before);
    closedAfterwards(gate::open);
    return store;
  }

  private Work<AppendResult> appending(EventStore store, int number) {
    return Work.start(patience(), () -> store.stream("s").append(Sample.numbered(number)));
  }

  @Test
  @Rule("A13")
  void interruptingTheThreadThatCommitsHarmsNobody() throws InterruptedException {
    EventStore store = gatedStore();
    Work<AppendResult> leader = appending(store, 1);
    gate.awaitAppend(patience());
    Work<AppendResult> follower = appending(store, 2).waiting();

    leader.interrupt();
    gate.open();

    assertEquals(1, leader.result().version(), "the interrupted append, which had begun");
    assertTrue(leader.endedInterrupted(), "the interrupt flag of the thread that committed");
    assertEquals(2, follower.result().version(), "the append that waited");
    assertFalse(follower.endedInterrupted(), "the interrupt flag of the thread that waited");
    assertEquals(List.of("1", "2"), Sample.texts(store.all().read()), "stored events");
    assertEquals(3, appending(store, 3).result().version(), "the next append");
  }

  @Test
  @Rule("A13")
  void interruptingAQueuedWriterWithdrawsItsAppendAlone() throws InterruptedException {
    EventStore store = gatedStore();
    Work<AppendResult> leader = appending(store, 1);
    gate.awaitAppend(patience());
    Work<AppendResult> interrupted = appending(store, 2).waiting();
    Work<AppendResult> follower = appending(store, 3).waiting();

    interrupted.interrupt();

    StorageException failure = assertInstanceOf(StorageException.class, interrupted.failure());
    assertFalse(failure.outcomeUnknown(), "outcomeUnknown of an append that never began");
    assertTrue(interrupted.endedInterrupted(), "the interrupt flag");
    gate.open();
    leader.result();
    follower.result();
    assertEquals(List.of("1", "3"), Sample.texts(store.all().read()), "stored events");
  }

  @Test
  @Rule("A13")
  void appendingWithTheInterruptFlagSetWritesNothing() {
    EventStore store = store();

    Work<AppendResult> append = Work.start(patience(), () -> {
      Thread.currentThread().interrupt();
      return store.stream("s").append(Sample.numbered(1));
    });

    assertInstanceOf(StorageException.class, append.failure());
    assertTrue(append.endedInterrupted(), "the interrupt flag");
    assertEquals(1, appending(store, 2).result().version(), "the version of the next append");
  }

  @Test
  @Rule("A13")
  void interruptingOneOfTenReadersHarmsNobody() {
    EventStore store = store();
    int events = 2_000;
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(0, events));
    List<String> all = IntStream.range(0, events).mapToObj(Integer::toString).toList();

    List<Work<List<String>>> readers = Work.together(patience(), 10, reader -> () -> {
      List<String> texts = List.of();
      for (int i = 0; i < 10; i++) {
        if (reader == 0) {
          Thread.currentThread().interrupt();
        }
        texts = Sample.texts(store.stream("s").read());
      }
      return texts;
    });

    for (Work<List<String>> reader : readers.subList(1, 10)) {
      assertEquals(all, reader.result(), "events of a reader that was not interrupted");
    }
    assertEquals(events + 1, appending(store, 0).result().version(), "the next append");
  }

  @Test
  @Rule("A13")
  void anInterruptInTheMiddleOfAReadHarmsNobody() {
    EventStore store = store();
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(0, 2_000));
    Iterator<StoredEvent> other = store.all().read().iterator();
    assertTrue(other.hasNext());

    Work<Boolean> interrupted = Work.run(patience(), () -> {
      for (StoredEvent event : store.all().read()) {
        if (event.version() == 10) {
          Thread.currentThread().interrupt();
        }
      }
    });

    // The rule allows both: the interrupted read continues, or it fails.
    if (interrupted.failed()) {
      assertInstanceOf(StorageException.class, interrupted.failure());
    }
    List<StoredEvent> rest = new ArrayList<>();
    other.forEachRemaining(rest::add);
    assertEquals(2_000, rest.size(), "events of a read that had begun before");
    assertEquals(2_001, appending(store, 0).result().version(), "the next append");
  }

  @Test
  @Rule("A13")
  void interruptsNeverLeaveHalfAnAppend() {
    EventStore store = store();
    Set<String> acknowledged = new ConcurrentSkipListSet<>();
    Set<String> refused = new ConcurrentSkipListSet<>();

    Work.together(patience(), 8, writer -> () -> {
          for (int i = 0; i < 60; i++) {
            String append = writer + "-" + i;
            if ((i + writer) % 3 == 0) {
              interruptSoon(Thread.currentThread());
            }
            try {
              store.stream("s" + i % 4)
                  .append(CandidateEvent.of(append, "1"), CandidateEvent.of(append, "2"));
              acknowledged.add(append);
            } catch (StorageException e) {
              assertFalse(e.outcomeUnknown(), "outcomeUnknown of an interrupted append");
              refused.add(append);
            }
          }
          return true;
        })
        .forEach(Work::result);

    Set<String> stored = new TreeSet<>();
    List<StoredEvent> events = Sample.read(store.all().read());
    events.forEach(event -> stored.add(event.type()));
    assertEquals(
        new TreeSet<>(acknowledged), stored, "the appends that returned, and those stored");
    assertEquals(acknowledged.size() * 2, events.size(), "events of appends of two each");
    assertEquals(8 * 60, acknowledged.size() + refused.size(), "appends that were answered");
  }

  private static void interruptSoon(Thread thread) {
    Thread interrupter = new Thread(thread::interrupt);
    interrupter.setDaemon(true);
    interrupter.start();
  }

  @Test
  @Rule("A13")
  void cancellingAQueuedAppendWithdrawsItAlone() throws InterruptedException {
    EventStore store = gatedStore();
    CompletableFuture<AppendResult> begun = store.stream("s").appendAsync(Sample.numbered(1));
    gate.awaitAppend(patience());
    CompletableFuture<AppendResult> cancelled = store.stream("s").appendAsync(Sample.numbered(2));
    CompletableFuture<AppendResult> follower = store.stream("s").appendAsync(Sample.numbered(3));

    assertTrue(cancelled.cancel(true), "whether a queued append could be cancelled");
    gate.open();

    assertEquals(1, Futures.result(begun, patience()).version());
    assertEquals(2, Futures.result(follower, patience()).version());
    assertTrue(cancelled.isCancelled(), "isCancelled");
    assertEquals(List.of("1", "3"), Sample.texts(store.all().read()), "stored events");
  }

  @Test
  @Rule("A13")
  void cancellingAnAppendThatHasBegunLetsItFinish() throws InterruptedException {
    EventStore store = gatedStore();
    CompletableFuture<AppendResult> begun =
        store.stream("s").appendAsync(Sample.numbered(1), Sample.numbered(2));
    gate.awaitAppend(patience());

    boolean unused = begun.cancel(true);
    gate.open();

    assertEquals(3, appending(store, 3).result().version(), "the next append");
    assertEquals(List.of("1", "2", "3"), Sample.texts(store.all().read()), "stored events");
  }
}
