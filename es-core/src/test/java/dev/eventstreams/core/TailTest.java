package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the tail keeps, in which segments, and what it drops. */
final class TailTest {

  private static final int MAX_SEGMENTS = 4_096;
  private static final int MAX_BYTES = 8 << 20;
  private static final int SEGMENT_EVENTS = 1_024;
  private static final int OVERHEAD = 64 + 256 + 2; // of a segment, of an event, and its metadata

  private final Tail tail = new Tail();

  private static EventRecord record(String stream, long version, long position, int bytes) {
    Bytes data = Bytes.of(new byte[bytes]);
    return new EventRecord(
        stream, version, position, 0, "T", "id" + position, false, List.of(), "{}", data, 0);
  }

  private static List<EventRecord> records(long first, long last) {
    return LongStream.rangeClosed(first, last)
        .mapToObj(at -> record("s", at, at, 0))
        .toList();
  }

  private boolean add(long first, long last) {
    return tail.add(first - 1, records(first, last), last);
  }

  private boolean addOneOf(int bytes) {
    long at = tail.head() + 1;
    return tail.add(at - 1, List.of(record("s", at, at, bytes)), at);
  }

  private List<TailSegment> all() {
    return tail.after(0, Integer.MAX_VALUE);
  }

  private static List<Long> positions(TailSegment segment) {
    return segment.events.stream().map(event -> event.record.position()).toList();
  }

  private static void assertSegment(TailSegment segment, long before, long after, Long... events) {
    assertEquals(before, segment.before);
    assertEquals(after, segment.after);
    assertEquals(List.of(events), positions(segment));
  }

  @Test
  void headIsTheHighestKnownPosition() {
    assertEquals(0, tail.head());
    tail.startAt(7);
    assertEquals(7, tail.head());
    tail.startAt(5);
    assertEquals(7, tail.head());
    assertEquals(List.of(), all());
    assertTrue(add(8, 9));
    assertEquals(9, tail.head());
    assertSegment(all().get(0), 7, 9, 8L, 9L);
  }

  @Test
  void knownEventsAreNotAddedAgain() {
    assertTrue(add(1, 3));
    assertTrue(add(1, 3));
    assertTrue(add(2, 3));
    assertEquals(1, all().size());
    assertTrue(add(2, 5));
    assertEquals(2, all().size());
    assertSegment(all().get(1), 3, 5, 4L, 5L);
    assertEquals(5, tail.head());
  }

  @Test
  void gapBeforeTheEventsIsReportedAndVisibleInTheSegment() {
    assertTrue(add(1, 2));
    assertFalse(add(6, 6));
    assertSegment(all().get(1), 5, 6, 6L);
    assertEquals(6, tail.head());
  }

  @Test
  void rangeWithoutEventsIsASegmentToo() {
    assertTrue(tail.add(0, List.of(), 4));
    assertSegment(all().get(0), 0, 4);
    assertEquals(4, tail.head());
  }

  @Test
  void largeGroupIsCutIntoSegmentsThatConnect() {
    assertTrue(tail.add(0, records(1, 2 * SEGMENT_EVENTS + 1), 3_000));
    List<TailSegment> segments = all();
    assertEquals(3, segments.size());
    assertEquals(SEGMENT_EVENTS, segments.get(0).events.size());
    assertEquals(SEGMENT_EVENTS, segments.get(1).events.size());
    assertEquals(0, segments.get(0).before);
    assertEquals(SEGMENT_EVENTS, segments.get(0).after);
    assertEquals(SEGMENT_EVENTS, segments.get(1).before);
    assertEquals(2 * SEGMENT_EVENTS, segments.get(1).after);
    assertSegment(segments.get(2), 2 * SEGMENT_EVENTS, 3_000, 2L * SEGMENT_EVENTS + 1);
  }

  @Test
  void groupOfWholeSegmentsHasNoEmptySegment() {
    assertTrue(tail.add(0, records(1, 2 * SEGMENT_EVENTS), 3_000));
    assertEquals(2, all().size());
    assertEquals(3_000, all().get(1).after);
  }

  @Test
  void segmentsPastAPositionAreFoundInOrderUpToAMaximum() {
    for (long at = 1; at <= 9; at += 2) {
      assertTrue(add(at, at + 1));
    }
    assertEquals(5, all().size());
    assertEquals(List.of(5L, 6L), positions(tail.after(4, 1).get(0)));
    assertEquals(List.of(5L, 6L), positions(tail.after(5, 1).get(0)));
    assertEquals(List.of(7L, 8L), positions(tail.after(6, 1).get(0)));
    assertEquals(1, tail.after(4, 1).size());
    assertEquals(2, tail.after(4, 2).size());
    assertEquals(3, tail.after(4, 4).size());
    assertEquals(List.of(), tail.after(10, 4));
    assertEquals(List.of(), tail.after(4, 0));
  }

  @Test
  void oldestSegmentsAreDroppedAboveTheLimitOfSegments() {
    for (int i = 1; i <= MAX_SEGMENTS; i++) {
      assertTrue(add(i, i));
    }
    assertEquals(MAX_SEGMENTS, all().size());
    assertEquals(List.of(1L), positions(all().get(0)));
    for (int i = MAX_SEGMENTS + 1; i <= 10_000; i++) {
      assertTrue(add(i, i));
    }
    List<Long> kept = new ArrayList<>();
    all().forEach(segment -> kept.addAll(positions(segment)));
    assertEquals(LongStream.rangeClosed(10_001 - MAX_SEGMENTS, 10_000).boxed().toList(), kept);
    assertEquals(List.of(9_001L), positions(tail.after(9_000, 1).get(0)));
  }

  @Test
  void oldestSegmentsAreDroppedAboveTheLimitOfBytes() {
    int quarter = MAX_BYTES / 4 - OVERHEAD;
    for (int i = 1; i <= 4; i++) {
      assertTrue(addOneOf(quarter));
    }
    assertEquals(4, all().size());
    assertTrue(addOneOf(quarter));
    assertEquals(4, all().size());
    assertEquals(List.of(2L), positions(all().get(0)));
    assertTrue(addOneOf(quarter + 1));
    assertEquals(3, all().size());
  }

  @Test
  void segmentAboveTheLimitOfBytesIsKeptAlone() {
    assertTrue(add(1, 2));
    assertTrue(addOneOf(MAX_BYTES + 1));
    assertEquals(1, all().size());
    assertTrue(add(4, 4));
    assertEquals(1, all().size());
    assertSegment(all().get(0), 3, 4, 4L);
  }

  @Test
  void segmentsOfAStoreThatWasSetBackAreDropped() {
    int half = MAX_BYTES / 2 - OVERHEAD;
    assertTrue(addOneOf(half));
    assertTrue(addOneOf(half));
    tail.setBackTo(1);
    assertEquals(List.of(), all());
    assertEquals(1, tail.head());
    assertTrue(addOneOf(half));
    assertTrue(addOneOf(half));
    assertEquals(2, all().size());
    assertSegment(all().get(0), 1, 2, 2L);
  }

  @Test
  void everyCallReleasesTheLock() {
    List<Runnable> calls = List.of(
        tail::head,
        () -> tail.startAt(1),
        () -> tail.setBackTo(0),
        () -> add(1, 2),
        () -> add(1, 2),
        () -> tail.after(0, 1));
    for (Runnable call : calls) {
      call.run();
      long unused = assertTimeoutPreemptively(Duration.ofSeconds(30), tail::head);
    }
  }

  @Test
  void segmentHasTheEventsOfEachStream() {
    TailSegment segment = new TailSegment(
        0, List.of(record("a", 1, 1, 0), record("b", 1, 2, 0), record("a", 2, 3, 0)), 3);
    assertEquals(
        List.of(1L, 2L),
        segment.of("a").stream().map(event -> event.record.version()).toList());
    assertEquals(1, segment.of("b").size());
    assertEquals(List.of(), segment.of("c"));
    TailSegment single = new TailSegment(0, List.of(record("a", 1, 1, 0)), 1);
    assertEquals(1, single.of("a").size());
    assertEquals(List.of(), single.of("b"));
    assertEquals(List.of(), new TailSegment(0, List.of(), 1).of("a"));
  }
}
