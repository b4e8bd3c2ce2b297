package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static dev.eventstreams.ExpectedVersion.exactly;
import static dev.eventstreams.ExpectedVersion.noStream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.VersionConflictException;
import dev.eventstreams.core.StoreOptions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * Commits: timestamps, batches over several streams, the order of a thread's appends, interrupts.
 */
public abstract class CommitTck extends StoreTck {

  /** For a backend's own class. */
  protected CommitTck() {}

  @Test
  @Rule("A10")
  void stampsEventsInMicroseconds() {
    SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00.123456789Z"));
    EventStream stream = opened(newStore(), StoreOptions.defaults().withClock(clock)).stream("s");

    stream.append(Sample.numbered(1));
    clock.set(Instant.parse("1901-01-01T00:00:00Z"));
    stream.append(Sample.numbered(2));
    clock.set(Instant.parse("2026-03-01T10:00:00.123458Z"));
    stream.append(any(), Sample.numbered(3, 2));

    assertEquals(
        List.of(
            Instant.parse("2026-03-01T10:00:00.123456Z"),
            Instant.parse("2026-03-01T10:00:00.123456Z"),
            Instant.parse("2026-03-01T10:00:00.123458Z"),
            Instant.parse("2026-03-01T10:00:00.123458Z")),
        Sample.read(stream.read()).stream().map(StoredEvent::timestamp).toList(),
        "timestamps of events whose clock went back after the first and on after the second");
  }

  @Test
  @Rule("A10")
  void stampsEventsWithTheTimeOfTheirAppend() {
    Instant before = Instant.now().truncatedTo(ChronoUnit.MICROS);
    stream("s").append(Sample.numbered(1));
    Instant after = Instant.now();

    Instant stamp = Sample.read(stream("s").read()).get(0).timestamp();
    assertFalse(stamp.isBefore(before), () -> stamp + " is before the append at " + before);
    assertFalse(stamp.isAfter(after), () -> stamp + " is after the append at " + after);
  }

  @Test
  @Rule("A10")
  void refusesATimeThatNoStoreCanKeep() {
    SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
    EventStream stream = opened(newStore(), StoreOptions.defaults().withClock(clock)).stream("s");
    for (Instant beyond : List.of(Instant.MAX, Instant.MIN)) {
      clock.set(beyond);
      for (CandidateEvent event : List.of(Sample.numbered(1), Sample.keyed("k"))) {
        StorageException refused = assertThrows(
            StorageException.class, () -> stream.append(event), "an append at " + beyond);
        assertFalse(refused.outcomeUnknown(), "outcomeUnknown of an append at " + beyond);
        assertTrue(
            String.valueOf(refused.getMessage()).contains(beyond.toString()), refused::getMessage);
      }
    }
    clock.set(Instant.parse("2026-03-01T10:00:01Z"));
    assertEquals(1, stream.append(Sample.keyed("k")).version(), "the version of the next append");
  }

  @Test
  @Rule("A11")
  void writesABatchToAllItsStreams() {
    stream("b").append(Sample.numbered(0));

    AppendResult result = store()
        .append(AppendBatch.of("c", noStream(), Sample.numbered(1, 2))
            .and("b", exactly(1), Sample.numbered(3))
            .and("a", noStream()));

    assertEquals(2, result.version("c"), "the version of the first stream");
    assertEquals(2, result.version("b"), "the version of the second stream");
    assertEquals(0, result.version("a"), "the version of the stream that got nothing");
    assertEquals(
        List.of("c", "c", "b"),
        result.events().stream().map(AppendedEvent::streamId).toList(),
        "streams of the events in the result");
    assertEquals(
        List.of("0", "1", "2", "3"), Sample.texts(store().all().read()), "@all, in order of parts");
  }

  @Test
  @Rule("A11")
  void writesNothingOfABatchIfOneStreamIsNotAsExpected() {
    stream("b").append(Sample.numbered(0));

    VersionConflictException conflict = assertThrows(
        VersionConflictException.class,
        () -> store()
            .append(AppendBatch.of("a", noStream(), Sample.numbered(1))
                .and("b", noStream(), Sample.numbered(2))
                .and("c", noStream(), Sample.numbered(3))),
        "a batch whose second stream is not as expected");

    assertEquals("b", conflict.streamId(), "the stream that the conflict names");
    assertEquals(
        List.of("0"), Sample.texts(store().all().read()), "@all after a batch that was refused");
  }

  @Test
  @Rule("A11")
  void writesNothingOfABatchWhicheverOfItsStreamsIsNotAsExpected() {
    stream("taken").append(Sample.numbered(0));
    for (int wrong = 0; wrong < 5; wrong++) {
      AppendBatch batch = null;
      for (int part = 0; part < 5; part++) {
        String stream = part == wrong ? "taken" : "free-" + part;
        batch = batch == null
            ? AppendBatch.of(stream, noStream(), Sample.numbered(part))
            : batch.and(stream, noStream(), Sample.numbered(part));
      }
      AppendBatch refused = Objects.requireNonNull(batch);

      assertThrows(VersionConflictException.class, () -> store().append(refused), "part " + wrong);

      assertEquals(List.of("0"), Sample.texts(store().all().read()), "@all after the refusal");
    }
  }

  @Test
  @Rule({"A1", "A11"})
  void noReaderSeesAPartOfABatch() {
    EventStore store = store();
    long parts = 4;
    Work<Boolean> writer = Work.run(patience(), () -> {
      for (int i = 0; i < 200; i++) {
        store.append(AppendBatch.of("a", any(), Sample.numbered(i))
            .and("b", any(), Sample.numbered(i))
            .and("c", any(), Sample.numbered(i))
            .and("d", any(), Sample.numbered(i)));
      }
    });

    long seen = 0;
    while (!writer.hasEnded() || seen == 0) {
      seen = store.all().read().stream().count();
      assertEquals(0, seen % parts, "events left over after whole batches of 4, of " + seen);
    }
    writer.result();
    assertEquals(200 * parts, store.metrics().eventCount(), "events after 200 batches");
  }

  @Test
  @Rule("A13")
  void keepsTheOrderOfAppendsThatAThreadDoesNotWaitFor() throws Exception {
    List<CompletableFuture<AppendResult>> answers = new ArrayList<>();
    List<String> sent = new ArrayList<>();
    for (int i = 1; i <= 200; i++) {
      answers.add(stream("s").appendAsync(Sample.numbered(i)));
      sent.add(Integer.toString(i));
    }

    for (int i = 0; i < answers.size(); i++) {
      AppendResult answer = answers.get(i).get(patience().toMillis(), TimeUnit.MILLISECONDS);
      assertEquals(i + 1, answer.version(), "the version of append " + (i + 1));
    }
    assertEquals(sent, Sample.texts(stream("s").read()), "200 appends that were not waited for");
  }

  @Test
  @Rule("A13")
  void finishesOrWithdrawsAnInterruptedAppendAndKeepsTheFlag() {
    stream("s").append(Sample.numbered(1));
    boolean written;
    Thread.currentThread().interrupt();
    try {
      stream("s").append(Sample.numbered(2));
      written = true;
    } catch (StorageException withdrawn) {
      assertFalse(withdrawn.outcomeUnknown(), "an interrupted append knows its outcome");
      written = false;
    }

    assertTrue(Thread.interrupted(), "the interrupt flag is set after the append");
    assertEquals(
        written ? List.of("1", "2") : List.of("1"),
        Sample.texts(stream("s").read()),
        "events after an interrupted append that was " + (written ? "finished" : "withdrawn"));
    assertEquals(
        written ? 3 : 2,
        stream("s").append(Sample.numbered(3)).version(),
        "the version of the next append");
  }
}
