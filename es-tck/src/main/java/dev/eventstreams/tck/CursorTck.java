package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter W: the events that a filtered watch delivers, and its cursor (W7). */
public abstract class CursorTck extends StoreTck {

  /** For a backend's own class. */
  protected CursorTck() {}

  @Test
  @Rule("W7")
  void aFilterAppliesToHistoryAndToLiveEvents() {
    EventStore store = store();
    Watch<StoredEvent> early =
        closedAfterwards(store.all().watch().from(0).where(type("Wanted")).open());
    appendMixed(store, 1);
    Watch<StoredEvent> late =
        closedAfterwards(store.stream("s").watch().from(0).where(type("Wanted")).open());
    Iterator<StoredEvent> earlyEvents = early.iterator();
    Iterator<StoredEvent> lateEvents = late.iterator();

    assertEquals(List.of("1"), texts(next(earlyEvents, 1)), "by the watch opened first");
    assertEquals(List.of("1"), texts(next(lateEvents, 1)), "history");
    appendMixed(store, 2);
    assertEquals(List.of("2"), texts(next(earlyEvents, 1)), "by the watch opened first");
    assertEquals(List.of("2"), texts(next(lateEvents, 1)), "live");
  }

  @Test
  @Rule("W7")
  void theCursorMovesPastEventsThatDoNotMatch() {
    EventStore store = store();
    appendMixed(store, 1);
    Watch<StoredEvent> watch =
        closedAfterwards(store.all().watch().from(0).where(type("Wanted")).open());
    Iterator<StoredEvent> events = watch.iterator();
    next(events, 1);
    Work<Boolean> waiting = Work.start(patience(), events::hasNext);

    Work.until(patience(), "the cursor is at the head", () -> watch.place() == store.head());
    store.stream("s").append(Sample.numbered(0));
    Work.until(patience(), "the cursor is at the head", () -> watch.place() == store.head());
    assertFalse(waiting.hasEnded(), "hasNext returned though nothing matched");
  }

  @Test
  @Rule("W7")
  void theCursorNeverPassesAnUndeliveredMatch() {
    EventStore store = store();
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 3_000));
    Watch<StoredEvent> watch =
        closedAfterwards(store.stream("s").watch().from(0).open());
    assertEquals(0, watch.place(), "the cursor before the first event");
    Iterator<StoredEvent> events = watch.iterator();
    for (int version = 1; version <= 3_000; version++) {
      assertTrue(events.hasNext());
      long before = watch.place();
      assertTrue(before < version, "cursor " + before + " before version " + version);
      assertEquals(version, events.next().version(), "the next version");
      assertEquals(version, watch.place(), "the cursor after version " + version);
    }
  }

  @Test
  @Rule("W7")
  void anEventThatCannotBeFoldedThrowsAndTheCursorStaysBeforeIt() {
    EventStore store = store();
    store.stream("s").append(ExpectedVersion.any(), Sample.numbered(1, 4));
    Watch<Long> watch = closedAfterwards(store.stream("s")
        .readAndWatch(0L, (sum, event) -> {
          if (event.version() == 3) {
            throw new IllegalStateException("cannot fold version 3");
          }
          return event.version();
        })
        .open());
    Iterator<Long> states = watch.iterator();

    assertEquals(List.of(1L, 2L), next(states, 2), "the states before");
    IllegalStateException thrown =
        assertThrows(IllegalStateException.class, states::hasNext, "hasNext");
    assertEquals("cannot fold version 3", thrown.getMessage());
    assertEquals(2, watch.place(), "the cursor");
    assertEquals(
        3,
        next(watching(store.stream("s").watch().after(watch.cursor())), 1)
            .get(0)
            .version(),
        "the first event of a watch resumed there");
  }

  /**
   * Appends three events: one of type {@code Wanted}, before and after it one of type
   * {@code Other}.
   */
  static void appendMixed(EventStore store, int number) {
    String data = Integer.toString(number);
    store.stream("s")
        .append(
            CandidateEvent.of("Other", data),
            CandidateEvent.of("Wanted", data),
            CandidateEvent.of("Other", data));
  }

  private static List<String> texts(List<StoredEvent> events) {
    return events.stream().map(event -> event.data().utf8()).toList();
  }
}
