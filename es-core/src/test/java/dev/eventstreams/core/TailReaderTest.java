package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * A watch takes from the tail the events that connect to the events it has seen, once and in order,
 * and no event past a gap.
 */
final class TailReaderTest {

  private final Tail tail = new Tail();
  private final Deque<TailEvent> ready = new ArrayDeque<>();

  private static EventRecord record(String stream, long version, long position) {
    return new EventRecord(
        stream,
        version,
        position,
        0,
        "T",
        "id" + position,
        false,
        List.of(),
        "{}",
        Bytes.empty(),
        0);
  }

  private void add(long before, long after, EventRecord... records) {
    boolean unused = tail.add(before, List.of(records), after);
  }

  private TailReader reader(@Nullable String stream) {
    return reader(stream, record -> true);
  }

  private TailReader reader(@Nullable String stream, Predicate<EventRecord> matches) {
    return new TailReader(tail, stream, matches);
  }

  /** Takes the ready events, as positions. */
  private List<Long> ready() {
    List<Long> positions = new ArrayList<>();
    ready.forEach(event -> positions.add(event.record.position()));
    ready.clear();
    return positions;
  }

  @Test
  void eventsOfTheStoreAreTakenASegmentAtATime() {
    add(0, 2, record("a", 1, 1), record("b", 1, 2));
    add(2, 3, record("a", 2, 3));
    TailReader reader = reader(null);
    assertEquals(2L, reader.take(0, ready));
    assertEquals(List.of(1L, 2L), ready());
    assertEquals(3L, reader.take(2, ready));
    assertEquals(List.of(3L), ready());
    assertNull(reader.take(3, ready));
  }

  @Test
  void eventsThatWereSeenAreNotTakenAgain() {
    add(0, 3, record("a", 1, 1), record("a", 2, 2), record("a", 3, 3));
    assertEquals(3L, reader(null).take(1, ready));
    assertEquals(List.of(2L, 3L), ready());
    assertEquals(3L, reader("a").take(2, ready));
    assertEquals(List.of(3L), ready());
  }

  @Test
  void nothingOfTheStoreIsTakenPastAGap() {
    add(0, 1, record("a", 1, 1));
    add(2, 3, record("a", 3, 3));
    TailReader reader = reader(null);
    assertEquals(1L, reader.take(0, ready));
    assertEquals(List.of(1L), ready());
    assertNull(reader.take(1, ready));
    assertEquals(List.of(), ready());
    assertEquals(3L, reader.take(2, ready));
    assertEquals(List.of(3L), ready());
  }

  @Test
  void nothingOfAStreamIsTakenPastAVersionThatIsMissing() {
    add(0, 1, record("a", 1, 1));
    add(2, 3, record("a", 3, 3));
    TailReader reader = reader("a");
    assertEquals(1L, reader.take(0, ready));
    assertEquals(List.of(1L), ready());
    assertNull(reader.take(1, ready));
    assertEquals(List.of(), ready());
    assertEquals(3L, reader.take(2, ready));
    assertEquals(List.of(3L), ready());
  }

  @Test
  void segmentsWithoutAMatchArePassedOverInOneCall() {
    for (long at = 1; at <= 100; at++) {
      add(at - 1, at, record("a", at, at));
    }
    TailReader store = reader(null, record -> record.position() == 100);
    assertEquals(64L, store.take(0, ready));
    assertEquals(List.of(), ready());
    assertEquals(100L, store.take(64, ready));
    assertEquals(List.of(100L), ready());

    TailReader stream = reader("a", record -> record.version() == 50);
    assertEquals(50L, stream.take(0, ready));
    assertEquals(List.of(50L), ready());
    assertEquals(100L, stream.take(50, ready));
    assertEquals(List.of(), ready());
  }

  @Test
  void segmentsOfOtherStreamsArePassedOver() {
    add(0, 1, record("a", 1, 1));
    add(1, 2, record("b", 1, 2));
    add(2, 4, record("b", 2, 3), record("c", 1, 4));
    add(4, 5, record("a", 2, 5));
    TailReader reader = reader("a");
    assertEquals(1L, reader.take(0, ready));
    assertEquals(List.of(1L), ready());
    assertEquals(2L, reader.take(1, ready));
    assertEquals(List.of(5L), ready());
    assertNull(reader.take(2, ready));
  }

  @Test
  void streamThatWasReadFromStorageContinuesInTheTail() {
    add(0, 1, record("a", 1, 1));
    add(1, 2, record("a", 2, 2));
    TailReader reader = reader("a");
    reader.skipTo(1);
    assertEquals(2L, reader.take(1, ready));
    assertEquals(List.of(2L), ready());
    reader.skipTo(1); // does not move back
    assertNull(reader.take(2, ready));
  }
}
