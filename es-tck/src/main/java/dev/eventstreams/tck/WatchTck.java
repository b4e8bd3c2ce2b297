package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Chapter W: the events that one watch delivers. */
public abstract class WatchTck extends StoreTck {

  private static final int HISTORY = 3_000;

  /** For a backend's own class. */
  protected WatchTck() {}

  private static void append(EventStore store, String stream, int first, int count) {
    store.stream(stream).append(ExpectedVersion.any(), Sample.numbered(first, count));
  }

  @Test
  @Rule("W1")
  void historyComesFirstAndThenWhatIsAppended() {
    EventStore store = store();
    append(store, "s", 0, 3);
    append(store, "other", 0, 1);

    for (EventSource source : List.of(store.all(), store.stream("s"))) {
      Iterator<StoredEvent> watch = watching(source.watch().from(0));
      List<StoredEvent> history = Sample.read(source.read());
      assertEquals(history, next(watch, history.size()), "history");
      append(store, "s", 3, 2);
      append(store, "other", 1, 1);
      List<StoredEvent> live = Sample.read(source.read());
      assertEquals(
          live.subList(history.size(), live.size()),
          next(watch, live.size() - history.size()),
          "the events appended then");
    }
  }

  @Test
  @Rule("W1")
  void whatIsAppendedDuringReplayIsDeliveredOnce() {
    EventStore store = store();
    append(store, "s", 0, HISTORY);
    List<StoredEvent> seen = new ArrayList<>();
    Watch<StoredEvent> watch = closedAfterwards(store.all().watch().from(0).open());

    Work.run(patience(), () -> {
          for (StoredEvent event : watch) {
            seen.add(event);
            if (seen.size() % 10 == 0 && seen.size() <= HISTORY) {
              append(store, seen.size() % 20 == 0 ? "s" : "t", seen.size(), 1);
            }
            if (seen.size() == HISTORY + HISTORY / 10) {
              break;
            }
          }
        })
        .result();

    assertEquals(Sample.read(store.all().read()), seen, "events of the watch");
  }

  @Test
  @Rule("W1")
  void aWatchMayStartInTheMiddle() {
    EventStore store = store();
    append(store, "s", 1, 5);
    long third = Sample.positions(store.all().read()).get(2);

    assertEquals(3, next(watching(store.stream("s").watch().from(3)), 1).get(0).version());
    assertEquals(4, next(watching(store.stream("s").watch().after(3)), 1).get(0).version());
    assertEquals(3, next(watching(store.all().watch().from(third)), 1).get(0).version());
    assertEquals(4, next(watching(store.all().watch().after(third)), 1).get(0).version());
  }

  @Test
  @Rule("W1")
  void readAndWatchGivesTheStateAfterEachEvent() {
    EventStore store = store();
    append(store, "s", 1, 4);

    Iterator<String> full =
        watching(store.stream("s").readAndWatch("", (s, event) -> s + event.version()));
    Iterator<String> middle =
        watching(store.stream("s").readAndWatch("12", (s, e) -> s + e.version()).after(2));
    assertEquals(List.of("1", "12", "123", "1234"), next(full, 4), "states of the history");
    assertEquals(List.of("123", "1234"), next(middle, 2), "states from the middle on");
    append(store, "s", 5, 2);
    assertEquals(List.of("12345", "123456"), next(full, 2), "states of the events appended then");
    assertEquals(List.of("12345", "123456"), next(middle, 2), "states of the events appended then");
  }

  @Test
  @Rule("W1")
  void readAndWatchCountsWhatIsAppendedDuringReplay() {
    EventStore store = store();
    append(store, "s", 0, 100);
    Iterator<Integer> counts = watching(store.all().readAndWatch(0, (n, event) -> {
      if (n < 100) {
        append(store, "s", n, 1);
      }
      return n + 1;
    }));

    List<Integer> states = next(counts, 200);

    assertEquals(200, states.get(199), "the state after 200 events");
    assertEquals(200, store.stream("s").version(), "the stored events");
  }

  @Test
  @Rule("W2")
  void aWatchStartsAfterTheEndUnlessToldOtherwise() {
    EventStore store = store();
    append(store, "s", 1, 2);

    for (EventSource source : List.of(store.all(), store.stream("s"), store.stream("new"))) {
      long end = source instanceof EventStream stream ? stream.version() : store.head();
      Watch<StoredEvent> watch = closedAfterwards(source.watch().open());
      assertEquals(end, watch.place(), "the cursor of a watch just opened");
      append(store, source instanceof EventStream stream ? stream.id() : "s", 3, 1);
      StoredEvent first = next(watch.iterator(), 1).get(0);
      assertEquals("3", first.data().utf8(), "the first event: the one appended after opening");
    }
  }

  @Test
  @Rule("W6")
  void aStartPastTheEndIsRefused() {
    EventStore store = store();
    append(store, "s", 1, 2);

    for (EventSource source : List.of(store.all(), store.stream("s"))) {
      long end = source instanceof EventStream stream ? stream.version() : store.head();
      PositionAheadException refused = assertThrows(
          PositionAheadException.class, () -> source.watch().from(end + 2).open(), "from");
      assertEquals(end, refused.head(), "the end that the exception names");
      assertThrows(
          PositionAheadException.class, () -> source.watch().after(end + 1).open(), "after");
      assertThrows(
          PositionAheadException.class,
          () -> source.readAndWatch(0, (n, event) -> n).after(end + 1).open(),
          "readAndWatch");
      closedAfterwards(source.watch().from(end + 1).open());
      closedAfterwards(source.watch().after(end).open());
    }
  }
}
