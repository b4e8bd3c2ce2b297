package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static dev.eventstreams.ExpectedVersion.exactly;
import static dev.eventstreams.ExpectedVersion.noStream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStream;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.StoreOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Snapshots: folded states that a replay can start from. */
public abstract class SnapshotTck extends StoreTck {

  /** For a backend's own class. */
  protected SnapshotTck() {}

  @Test
  @Rule("S1")
  void keepsTheHigherVersionInWhateverOrderTheyCome() {
    EventStream stream = stream("s");
    stream.append(any(), Sample.numbered(1, 5));

    stream.saveSnapshot("p", 3, "three");
    stream.saveSnapshot("p", 2, "two");
    assertEquals("three", state(stream, "p"), "the state after version 3 and then 2 was saved");
    stream.saveSnapshot("p", 5, "five");
    stream.saveSnapshot("p", 4, "four");
    assertEquals("five", state(stream, "p"), "the state after version 5 and then 4 was saved");
    assertEquals(5, loaded(stream, "p").version(), "its version");
    stream.saveSnapshot("p", 5, "five again");
    assertEquals("five again", state(stream, "p"), "the state saved last at one version");
  }

  @Test
  @Rule("S1")
  void keepsTheHighestOfManySavedAtOnce() throws Exception {
    EventStream stream = stream("s");
    stream.append(any(), Sample.numbered(1, 40));

    List<CompletableFuture<Void>> savers = new ArrayList<>();
    for (int saver = 0; saver < 4; saver++) {
      int first = saver;
      savers.add(CompletableFuture.runAsync(() -> LongStream.rangeClosed(1, 40)
          .map(i -> first % 2 == 0 ? i : 41 - i)
          .forEach(version -> stream.saveSnapshot("p", version, "state " + version))));
    }
    for (CompletableFuture<Void> saver : savers) {
      saver.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    }

    assertEquals("state 40", state(stream, "p"), "the state after four threads saved 1 to 40");
    assertEquals(40, loaded(stream, "p").version(), "its version");
  }

  @Test
  @Rule("S1")
  void keepsOneForEachSourceAndProjection() {
    List<EventSource> sources = List.of(stream("s"), stream("S"), store().all());
    List<String> projections = List.of("p", "P", "p ", "é", "e\u0301", "'%");
    for (int i = 0; i < sources.size(); i++) {
      for (String projection : projections) {
        sources.get(i).saveSnapshot(projection, 0, i + projection);
      }
    }

    for (int i = 0; i < sources.size(); i++) {
      for (String projection : projections) {
        assertEquals(
            i + projection, state(sources.get(i), projection), "the state of " + projection);
      }
      assertTrue(sources.get(i).loadSnapshot("none").isEmpty(), "a snapshot that was never saved");
    }
  }

  @Test
  @Rule("S2")
  void comesBackAsItWasSaved() {
    SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00.123456789Z"));
    EventStream stream = opened(newStore(), StoreOptions.defaults().withClock(clock)).stream("s");
    stream.append(any(), Sample.numbered(1, 3));

    for (Bytes state : List.of(
        Bytes.empty(),
        Bytes.of(new byte[] {0, -1, 0}),
        Bytes.utf8("é \uD83D\uDE00"),
        Bytes.of(new byte[1_000_000]))) {
      stream.saveSnapshot("p", 2, state);
      assertEquals(
          new Snapshot("s", "p", 2, state, Instant.parse("2026-03-01T10:00:00.123456Z")),
          loaded(stream, "p"),
          "a snapshot of " + state.length() + " bytes");
    }
  }

  @Test
  @Rule("S2")
  void refusesAVersionBelow0OrPastTheEnd() {
    stream("other").append(any(), Sample.numbered(1, 3));
    stream("s").append(any(), Sample.numbered(1, 2));
    long head = store().head();

    assertRefused(stream("s"), -1);
    assertRefused(stream("s"), 3);
    assertRefused(stream("s"), Long.MAX_VALUE);
    assertRefused(stream("none"), 1);
    assertRefused(store().all(), head + 1);
    stream("s").saveSnapshot("p", 2, "end");
    store().all().saveSnapshot("p", head, "end");
    stream("none").saveSnapshot("p", 0, "nothing folded");
    assertEquals("nothing folded", state(stream("none"), "p"), "a snapshot of no event");
  }

  @Test
  @Rule("S2")
  void changesNothingForAppends() {
    stream("s").append(any(), Sample.numbered(1, 2));
    long head = store().head();

    stream("s").saveSnapshot("p", 1, "one");
    stream("new").saveSnapshot("p", 0, "none");
    store().all().saveSnapshot("p", head, "all");

    assertEquals(head, store().head(), "the head after saving snapshots");
    assertEquals(2, stream("s").version(), "the version after saving a snapshot");
    assertEquals(2, store().metrics().eventCount(), "events after saving snapshots");
    stream("s").append(exactly(2), Sample.numbered(3));
    stream("new").append(noStream(), Sample.numbered(1));
  }

  @Test
  @Rule("S4")
  void equalsAFullReplayWhenOthersAppendBetweenFoldAndSave() {
    for (EventSource source : List.of(stream("s"), store().all())) {
      stream("s").append(any(), Sample.numbered(1, 5));
      stream("t").append(any(), Sample.numbered(6, 5));
      Fold fold = replay(source);
      stream("s").append(any(), Sample.numbered(11, 2));
      stream("t").append(any(), Sample.numbered(13, 2));
      source.saveSnapshot("texts", fold.version, fold.text);
      stream("s").append(any(), Sample.numbered(15, 2));

      Snapshot snapshot = loaded(source, "texts");
      Fold resumed = new Fold(snapshot.version(), snapshot.state().utf8()).over(source);
      Fold full = replay(source);
      assertEquals(full, resumed, "the fold from a snapshot on, and that of a full replay");
    }
  }

  @Test
  @Rule("S4")
  void equalsAFullReplayWhileOthersAppendAndSave() throws Exception {
    List<EventStream> streams = List.of(stream("s0"), stream("s1"));
    CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
      for (int i = 0; i < 300; i++) {
        streams.get(i % 2).append(Sample.numbered(i));
      }
    });
    boolean ended;
    do {
      ended = writer.isDone();
      Fold fold = store()
          .all()
          .loadSnapshot("texts")
          .map(known -> new Fold(known.version(), known.state().utf8()))
          .orElse(new Fold(0, ""));
      fold = fold.over(store().all());
      store().all().saveSnapshot("texts", fold.version, fold.text);
    } while (!ended);

    writer.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    Fold full = replay(store().all());
    assertFalse(full.text.isEmpty(), "a full replay");
    assertEquals(full.text, state(store().all(), "texts"), "the state folded in many steps");
  }

  private static void assertRefused(EventSource source, long version) {
    assertThrows(
        IllegalArgumentException.class,
        () -> source.saveSnapshot("p", version, "state"),
        () -> "a snapshot at version " + version);
    assertTrue(source.loadSnapshot("p").isEmpty(), "the snapshot after a refusal");
  }

  private static Snapshot loaded(EventSource source, String projection) {
    return source
        .loadSnapshot(projection)
        .orElseThrow(() -> new AssertionError("there is no snapshot of " + projection));
  }

  private static String state(EventSource source, String projection) {
    return loaded(source, projection).state().utf8();
  }

  private static Fold replay(EventSource source) {
    return new Fold(0, "").over(source);
  }

  /** The joined data of all events up to a version, or up to a position for the whole store. */
  private record Fold(long version, String text) {
    Fold over(EventSource source) {
      long last = version;
      StringBuilder joined = new StringBuilder(text);
      for (StoredEvent event : source.read().after(version)) {
        joined.append(event.streamId()).append(event.data().utf8()).append(' ');
        last = source instanceof EventStream ? event.version() : event.position();
      }
      return new Fold(last, joined.toString());
    }
  }
}
