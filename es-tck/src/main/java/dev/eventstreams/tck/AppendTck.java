package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static dev.eventstreams.ExpectedVersion.exactly;
import static dev.eventstreams.ExpectedVersion.noStream;
import static dev.eventstreams.ExpectedVersion.streamExists;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.VersionConflictException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Appends by one caller at a time: versions, positions, expectations. */
public abstract class AppendTck extends StoreTck {

  /** For a backend's own class. */
  protected AppendTck() {}

  @Test
  @Rule("A1")
  void storesEveryEventOfAnAppend() {
    AppendResult result = stream("s").append(any(), Sample.numbered(1, 1_000));

    assertEquals(1_000, result.events().size(), "events in the result of appending 1,000");
    assertEquals(1_000, Sample.read(stream("s").read()).size(), "events read after 1,000");
    assertEquals(1_000, store().metrics().eventCount(), "events counted after 1,000");
  }

  @Test
  @Rule("A1")
  void leavesNothingOfARefusedAppend() {
    stream("s").append(Sample.numbered(1));

    conflict(noStream(), 1);

    assertEquals(List.of("1"), Sample.texts(store().all().read()), "events after a refused append");
    assertEquals(1, store().metrics().eventCount(), "events counted after a refused append");
    assertEquals(
        2, stream("s").append(Sample.numbered(2)).version(), "the version after a refused one");
  }

  @Test
  @Rule("A3")
  void countsVersionsFromOneWithoutGaps() {
    EventStream stream = stream("s");
    assertEquals(0, stream.version(), "the version of a stream never written to");

    AppendResult first = stream.append(noStream(), Sample.numbered(1, 2));
    stream("other").append(Sample.numbered(1));
    AppendResult second = stream.append(exactly(2), Sample.numbered(3));

    assertEquals(2, first.version(), "the version after two events");
    assertEquals(3, second.version(), "the version after three events");
    assertEquals(3, stream.version(), "the version asked for after three events");
    assertEquals(List.of(1L, 2L, 3L), Sample.versions(stream.read()), "versions read");
    assertEquals(List.of(1L), Sample.versions(stream("other").read()), "another stream's versions");
  }

  @Test
  @Rule("A4")
  void growsPositionsInCommitOrderOverAllStreams() {
    List<Long> told = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      AppendResult result = stream("s" + i % 3).append(any(), Sample.numbered(2 * i, 2));
      result.events().forEach(event -> told.add(event.position()));
      assertEquals(result.position(), store().head(), "the head after an append");
    }

    List<Long> growing = told.stream().distinct().sorted().toList();
    assertEquals(growing, told, "positions of successive appends, each above the one before");
    assertEquals(told, Sample.positions(store().all().read()), "positions read");
  }

  @Test
  @Rule("A5")
  void takesTheExpectedVersion() {
    stream("s").append(noStream(), Sample.numbered(1));
    stream("s").append(exactly(1), Sample.numbered(2));
    stream("s").append(streamExists(), Sample.numbered(3));
    stream("s").append(any(), Sample.numbered(4));
    stream("new").append(any(), Sample.numbered(1));
    stream("zero").append(exactly(0), Sample.numbered(1));

    assertEquals(4, stream("s").version(), "the version after four appends as expected");
  }

  @Test
  @Rule("A5")
  void refusesAnyOtherVersionAndTellsTheActualOne() {
    VersionConflictException none = assertThrows(
        VersionConflictException.class,
        () -> stream("none").append(streamExists(), Sample.numbered(1)),
        "an append that expects a stream to exist which does not");
    assertEquals(0, none.actual(), "the actual version of a stream that does not exist");
    stream("s").append(any(), Sample.numbered(1, 3));

    conflict(exactly(2), 3);
    conflict(exactly(4), 3);
    conflict(exactly(0), 3);
    conflict(noStream(), 3);
    assertEquals(3, store().metrics().eventCount(), "events after refused appends");
  }

  @Test
  @Rule("A7")
  void checksAnEmptyAppendAndWritesNothing() {
    stream("s").append(any(), Sample.numbered(1, 2));
    long head = store().head();

    AppendResult result = stream("s").append(exactly(2), List.of());
    AppendResult untouched = stream("none").append(noStream(), List.of());

    assertEquals(2, result.version(), "the version after an empty append");
    assertEquals(List.of(), result.events(), "events of an empty append");
    assertFalse(result.isRepeat(), "an empty append is no repeat");
    assertEquals(0, untouched.version(), "the version of a stream that got an empty append");
    assertEquals(head, store().head(), "the head after empty appends");
    assertEquals(2, store().metrics().eventCount(), "events counted after empty appends");
  }

  @Test
  @Rule("A7")
  void refusesAnEmptyAppendAtAnotherVersion() {
    stream("s").append(any(), Sample.numbered(1, 2));

    for (ExpectedVersion expected : List.of(noStream(), exactly(3))) {
      VersionConflictException conflict = assertThrows(
          VersionConflictException.class,
          () -> stream("s").append(expected, List.of()),
          () -> "an empty append to a stream at version 2 that expects " + expected);
      assertEquals(2, conflict.actual(), "the actual version");
    }
    assertThrows(
        VersionConflictException.class,
        () -> store().append(AppendBatch.of("t", any(), Sample.numbered(1)).and("s", noStream())),
        "a batch with an empty part whose expectation does not hold");
  }

  @Test
  @Rule("A8")
  void refusesToWriteToAll() {
    IllegalArgumentException refused = assertThrows(
        IllegalArgumentException.class, () -> stream("@all"), "taking @all for a stream");

    assertTrue(String.valueOf(refused.getMessage()).contains("all()"), "names all(): " + refused);
    assertThrows(
        IllegalArgumentException.class,
        () -> store().append(AppendBatch.of("@all", any(), Sample.numbered(1))),
        "a batch for @all");
    assertEquals(0, store().head(), "the head after refused writes to @all");
  }

  private void conflict(ExpectedVersion expected, long actual) {
    VersionConflictException conflict = assertThrows(
        VersionConflictException.class,
        () -> stream("s").append(expected, Sample.numbered(9)),
        () -> "an append at version " + actual + " that expects " + expected);
    assertEquals("s", conflict.streamId(), "the stream that the conflict names");
    assertEquals(expected, conflict.expected(), "the expectation that the conflict names");
    assertEquals(actual, conflict.actual(), "the actual version that the conflict names");
  }
}
