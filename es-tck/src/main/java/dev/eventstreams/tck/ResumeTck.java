package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.Cursor;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.HistoryChangedException;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter R: a read and a watch resume after a cursor, and notice another history. */
public abstract class ResumeTck extends StoreTck {

  /** For a backend's own class. */
  protected ResumeTck() {}

  @Test
  @Rule("R9")
  void resumesWithoutGapOrRepeat() {
    stream("s").append(Sample.numbered(1), Sample.numbered(2), Sample.numbered(3));
    stream("t").append(Sample.numbered(4));

    for (EventSource source : List.of(store().all(), stream("s"))) {
      List<String> all = Sample.texts(source.read());
      for (int taken = 0; taken <= all.size(); taken++) {
        Cursor cursor = Cursor.parse(cursorAfter(source, taken).toString());
        assertEquals(
            all.subList(taken, all.size()),
            Sample.texts(source.read().after(cursor)),
            "a read of " + source + " after " + cursor);
        try (Watch<StoredEvent> watch = source.watch().after(cursor).open()) {
          assertEquals(
              all.subList(taken, all.size()),
              Sample.texts(watch.nextBatch(10, taken < all.size() ? patience() : Duration.ZERO)),
              "a watch of " + source + " after " + cursor);
        }
      }
    }
  }

  private Cursor cursorAfter(EventSource source, int taken) {
    try (Watch<StoredEvent> watch = source.watch().from(0).open()) {
      for (int i = 0; i < taken; i++) {
        assertTrue(watch.next(patience()).isPresent(), "event " + i + " of " + source);
      }
      return watch.cursor();
    }
  }

  @Test
  @Rule("R9")
  void aCursorOfAnotherHistoryIsRefused() {
    stream("s").append(Sample.numbered(1), Sample.numbered(2), Sample.numbered(3));
    stream("t").append(Sample.numbered(4), Sample.numbered(5), Sample.numbered(6));
    EventStore other = closedAfterwards(open(newStore()));
    other.stream("s").append(Sample.numbered(1), Sample.numbered(2));

    Cursor second = cursorAfter(stream("s"), 2);
    assertRefused(stream("t"), second);
    assertRefused(other.stream("s"), second);
    assertRefused(other.all(), cursorAfter(store().all(), 2));
    assertRefused(other.stream("s"), cursorAfter(stream("s"), 3));
    assertRefused(stream("missing"), second);
    assertEquals(List.of("3"), Sample.texts(stream("s").read().after(second)), "its own stream");
  }

  private static void assertRefused(EventSource source, Cursor cursor) {
    HistoryChangedException refused = assertThrows(
        HistoryChangedException.class,
        () -> source.watch().after(cursor).open().close(),
        "a watch of " + source + " after " + cursor);
    assertEquals(cursor, refused.cursor(), "the cursor of the exception");
    assertThrows(
        HistoryChangedException.class,
        () -> source.read().after(cursor).iterator().hasNext(),
        "a read of " + source + " after " + cursor);
    assertThrows(
        HistoryChangedException.class,
        () -> source.read().after(cursor).backwards().first(),
        "a backwards read of " + source + " after " + cursor);
  }

  @Test
  @Rule("R9")
  void aCursorPastEventsThatDoNotMatchHasTheIdOfTheEventThere() {
    stream("s").append(CandidateEvent.of("Wanted"), CandidateEvent.of("Other"));
    try (Watch<StoredEvent> watch =
        store().all().watch().from(0).where(type("Wanted")).open()) {
      assertEquals(1, watch.nextBatch(10, patience()).size(), "events that match");
      assertTrue(watch.next(Duration.ZERO).isEmpty(), "no other event matches");
      StoredEvent last = store().all().read().backwards().first().orElseThrow();

      assertEquals(Cursor.at(last.position(), last.id()), watch.cursor(), "the cursor");
      assertEquals(last.position(), watch.place(), "its place");
    }
  }

  @Test
  @Rule("R9")
  void aCursorWithoutAnIdIsAPlainNumber() {
    stream("s").append(Sample.numbered(1), Sample.numbered(2));

    assertEquals(List.of("2"), Sample.texts(stream("s").read().after(Cursor.at(1))), "after 1");
    assertEquals(2, Sample.texts(stream("s").read().after(Cursor.start())).size(), "the start");
    assertEquals(List.of(), Sample.texts(stream("s").read().after(Cursor.at(9))), "past the end");
    assertThrows(
        PositionAheadException.class,
        () -> stream("s").watch().after(Cursor.at(9)).open().close(),
        "a watch past the end");
  }
}
