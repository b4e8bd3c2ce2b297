package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.VersionConflictException;
import dev.eventstreams.Watch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Many threads of one process append, read and watch at the same time. */
public abstract class ConcurrencyTck extends StoreTck {

  private static final int WRITERS = 8;
  private static final int EACH = 50;

  /** For a backend's own class. */
  protected ConcurrencyTck() {}

  @Test
  @Rule("A5")
  void ofConcurrentAppendsAtOneVersionExactlyOneWins() {
    EventStore store = store();

    assertOneWinsEachRound(patience(), writer -> store);
  }

  /**
   * Lets eight threads append at the same expected version at once, in twenty rounds, and asserts
   * that one append wins each round. {@code stores} gives the store object for the number of a
   * thread.
   */
  static void assertOneWinsEachRound(Duration patience, IntFunction<EventStore> stores) {
    for (long round = 0; round < 20; round++) {
      ExpectedVersion expected = ExpectedVersion.exactly(round);
      List<Work<AppendResult>> appends = Work.together(
          patience,
          WRITERS,
          writer -> () ->
              stores.apply(writer).stream("contended").append(expected, Sample.numbered(writer)));

      List<Work<AppendResult>> lost = appends.stream().filter(Work::failed).toList();
      assertEquals(
          WRITERS - 1, lost.size(), "how many of " + WRITERS + " appends at " + expected + " lost");
      for (Work<AppendResult> append : lost) {
        VersionConflictException conflict =
            assertInstanceOf(VersionConflictException.class, append.failure());
        assertEquals(round + 1, conflict.actual(), "the version in a loser's conflict");
      }
    }
    assertEquals(
        LongStream.rangeClosed(1, 20).boxed().toList(),
        Sample.versions(stores.apply(0).stream("contended").read()),
        "the versions after 20 rounds that one append each won");
  }

  @Test
  @Rule("A5")
  void ofConcurrentBatchesThatShareOneStreamExactlyOneWins() {
    EventStore store = store();

    List<Work<AppendResult>> appends = Work.together(
        patience(),
        WRITERS,
        writer -> () -> store.append(
            AppendBatch.of("own-" + writer, ExpectedVersion.any(), Sample.numbered(writer))
                .and("shared", ExpectedVersion.noStream(), Sample.numbered(writer))));

    assertEquals(
        1, appends.stream().filter(append -> !append.failed()).count(), "batches that won");
    assertEquals(2, Sample.read(store.all().read()).size(), "events: those of the one batch");
  }

  @Test
  @Rule("A4")
  void positionsGrowInCommitOrder() {
    EventStore store = store();
    AtomicLong acknowledged = new AtomicLong();

    List<Work<Boolean>> writers = Work.together(patience(), WRITERS, writer -> () -> {
      for (int i = 0; i < EACH; i++) {
        long before = acknowledged.get();
        long position = store.stream("s" + writer).append(Sample.numbered(i)).position();
        assertTrue(
            position > before,
            "position " + position + " of an append that began after " + before + " was returned");
        acknowledged.accumulateAndGet(position, Math::max);
      }
      return true;
    });

    writers.forEach(Work::result);
  }

  @Test
  @Rule("R3")
  void everyReadSeesTheAppendsThatReturnedBefore() {
    assertSeenAtOnce(patience(), store(), store());
  }

  /**
   * Appends through {@code store}, and asserts after each append that {@code reader} sees the
   * event.
   */
  static void assertSeenAtOnce(Duration patience, EventStore store, EventStore reader) {
    List<Work<Boolean>> writers = Work.together(patience, WRITERS, writer -> () -> {
      for (int i = 1; i <= EACH; i++) {
        AppendResult done = store.stream("s" + writer).append(Sample.numbered(i));
        EventStream stream = reader.stream("s" + writer);
        assertEquals(i, stream.version(), "version");
        assertEquals(List.of((long) i), Sample.versions(stream.read().from(i)), "the event");
        assertTrue(reader.head() >= done.position(), "head " + reader.head());
        assertEquals(
            List.of(done.position()),
            Sample.positions(reader.all().read().from(done.position()).limit(1)),
            "the event in @all");
      }
      return true;
    });

    writers.forEach(Work::result);
  }

  @Test
  @Rule("R4")
  void nothingAppearsBelowAPositionThatWasSeen() {
    assertNothingAppearsBelow(patience(), store(), store());
  }

  /**
   * Appends through {@code store} while {@code reader} reads all events repeatedly, and asserts
   * that each read begins with the events of the read before.
   */
  static void assertNothingAppearsBelow(Duration patience, EventStore store, EventStore reader) {
    Work<Boolean> writers = Work.run(patience, () -> appendConcurrently(patience, store));

    List<Long> seen = List.of();
    boolean last;
    do {
      last = writers.hasEnded();
      List<Long> now = Sample.positions(reader.all().read());
      assertEquals(seen, now.subList(0, Math.min(seen.size(), now.size())), "earlier events");
      seen = now;
    } while (!last);

    writers.result();
    assertEquals(WRITERS * EACH * 2, seen.size(), "events in the end");
  }

  @Test
  @Rule("W1")
  void watchesSeeEachEventOnceAndInOrderWhileManyAppend() {
    EventStore store = store();
    assertWatched(
        patience(),
        store,
        () -> closedAfterwards(store.all().watch().from(0).open()),
        () -> closedAfterwards(store.stream("s3").watch().from(1).open()));
  }

  /**
   * Appends through {@code store} while a watch of {@code @all} and a watch of stream {@code s3}
   * are opened on any store object, and asserts that both deliver each event once and in order.
   */
  static void assertWatched(
      Duration patience,
      EventStore store,
      Supplier<Watch<StoredEvent>> ofAll,
      Supplier<Watch<StoredEvent>> ofS3) {
    int total = WRITERS * EACH * 2;
    store.stream("before").append(Sample.numbered(1));
    Work<Boolean> writers = Work.run(patience, () -> appendConcurrently(patience, store));

    Watch<StoredEvent> all = ofAll.get();
    Watch<StoredEvent> stream = ofS3.get();
    Work<List<StoredEvent>> allSaw = Work.start(patience, () -> Sample.take(all, total + 1));
    Work<List<StoredEvent>> streamSaw = Work.start(patience, () -> Sample.take(stream, EACH * 2));

    writers.result();
    List<StoredEvent> stored = Sample.read(store.all().read());
    assertEquals(total + 1, stored.size(), "events in the end");
    assertEquals(stored, allSaw.result(), "events of a watch of @all");
    assertEquals(
        Sample.read(store.stream("s3").read()), streamSaw.result(), "events of a watch of s3");
  }

  private static void appendConcurrently(Duration patience, EventStore store) {
    Work.together(patience, WRITERS, writer -> () -> {
          for (int i = 0; i < EACH; i++) {
            store.stream("s" + writer).append(ExpectedVersion.any(), Sample.numbered(i * 2, 2));
          }
          return true;
        })
        .forEach(Work::result);
  }
}
