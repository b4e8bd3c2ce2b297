package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which events a watch takes from the tail, which it reads as pages, and when it stops looking. */
@Timeout(60)
final class WatchSourceTest {

  private final List<EventRecord> events = new ArrayList<>();
  private final GuardedStorage storage = new GuardedStorage(handle());
  private final WatchHub hub = new WatchHub(storage, Duration.ofHours(1));
  private final List<WatchSource> opened = new ArrayList<>();
  private int pages;
  private Runnable whileReading = () -> {};

  @AfterEach
  void close() {
    opened.forEach(WatchSource::close);
  }

  private StorageHandle handle() {
    return FakeHandle.of((method, arguments) -> switch (method) {
      case "head" -> head((String) arguments[0]);
      case "read" -> read((PageRequest) arguments[0]);
      default -> null;
    });
  }

  private StreamHead head(@Nullable String stream) {
    int last = of(stream).size();
    return new StreamHead(last, last, 0);
  }

  private List<EventRecord> of(@Nullable String stream) {
    return events.stream()
        .filter(event -> stream == null || event.streamId().equals(stream))
        .toList();
  }

  private Page read(PageRequest request) {
    pages++;
    List<EventRecord> all = of(request.stream());
    Runnable meanwhile = whileReading;
    whileReading = () -> {};
    meanwhile.run();
    int from = (int) Math.min(request.after(), all.size());
    return new Page(all.subList(from, all.size()), all.size(), false);
  }

  private EventRecord store(String stream) {
    EventRecord event = new EventRecord(
        stream,
        of(stream).size() + 1,
        events.size() + 1,
        0,
        "T",
        "id" + events.size(),
        false,
        List.of(),
        "{}",
        Bytes.empty(),
        0);
    events.add(event);
    return event;
  }

  /** Stores an event as an append of this store object does. */
  private void append(String stream) {
    EventRecord event = store(stream);
    hub.written(new GroupOutcome(event.position() - 1, List.of(event), List.of()));
  }

  private WatchSource open(@Nullable String stream, @Nullable Long after) {
    Selection all = Selection.all(stream);
    WatchSource watch =
        new WatchSource(storage, Runnable::run, hub, after == null ? all : all.after(after), null);
    watch.open(after == null);
    opened.add(watch);
    return watch;
  }

  /** Takes all events that are there, as positions. */
  private static List<Long> taken(WatchSource watch) {
    List<Long> positions = new ArrayList<>();
    for (TailEvent event = watch.peek(); event != null; event = watch.peek()) {
      positions.add(event.record.position());
      watch.taken();
    }
    return positions;
  }

  @Test
  void watchAtTheEndReadsNothing() {
    store("s");
    assertEquals(List.of(), taken(open(null, null)));
    assertEquals(List.of(), taken(open("s", 1L)));
    assertEquals(0, pages);
  }

  @Test
  void eventsInTheTailAreNotReadAgain() {
    open(null, null);
    append("s");
    append("other");
    append("s");
    assertEquals(List.of(1L, 2L, 3L), taken(open(null, 0L)));
    assertEquals(List.of(1L, 3L), taken(open("s", 0L)));
    assertEquals(0, pages);
  }

  @Test
  void eventsOlderThanTheTailAreReadAndTheOthersTakenFromIt() {
    store("s");
    store("s");
    WatchSource watch = open("s", 1L);
    append("s");
    assertEquals(List.of(2L, 3L), taken(watch));
    assertEquals(1, pages);
    append("s");
    assertEquals(List.of(4L), taken(watch));
    assertEquals(1, pages);
  }

  @Test
  void cursorOfAStreamIsAVersionAndThatOfTheStoreAPosition() {
    store("other");
    store("s");
    store("s");
    WatchSource ofStream = open("s", 0L);
    assertNotNull(ofStream.peek());
    assertEquals(0, ofStream.resumeAfter(0));
    assertEquals(1, ofStream.place(ofStream.taken()));
    assertEquals(2, ofStream.place(ofStream.taken()));
    WatchSource ofStore = open(null, 0L);
    assertNotNull(ofStore.peek());
    assertEquals(1, ofStore.place(ofStore.taken()));
    assertEquals(2, ofStore.place(ofStore.taken()));
  }

  @Test
  void watchThatBeginsPastTheEndIsRefusedAndForgotten() {
    store("s");
    PositionAheadException ofStream =
        assertThrows(PositionAheadException.class, () -> open("s", 2L));
    assertTrue(ofStream.toString().contains("\"s\""), ofStream.toString());
    PositionAheadException ofStore =
        assertThrows(PositionAheadException.class, () -> open(null, 2L));
    assertTrue(ofStore.toString().contains("@all"), ofStore.toString());
    assertEquals(Map.of(), hub.ofStreams);
  }

  @Test
  void watchOfAStoreThatIsClosedEnds() {
    store("s");
    WatchSource watch = open(null, 0L);
    whileReading = () -> {
      throw new StoreClosedException("made up", null);
    };
    assertNull(watch.peek());
    assertTrue(watch.isClosed());
  }

  @Test
  void lookThatFindsNoNewEventIsNoSetBack() {
    store("s");
    WatchSource watch = open(null, null);
    watch.signalUnknown();
    assertNull(watch.peek());
    assertEquals(1, pages);
    assertNull(watch.peek());
    assertEquals(1, pages);
  }

  @Test
  void eventsSignalledWhileAPageIsReadAreFoundByTheSameLook() {
    store("s");
    WatchSource watch = open(null, 0L);
    whileReading = () -> append("s");
    assertEquals(List.of(1L, 2L), taken(watch));

    watch.signalUnknown();
    whileReading = () -> {
      store("s");
      watch.signalUnknown();
    };
    assertEquals(List.of(3L), taken(watch));
  }

  @Test
  void watchOfAStoreThatWasSetBackTakesTheRemainingEventsAndWaits() {
    for (int i = 0; i < 5; i++) {
      store("s");
    }
    WatchSource watch = open(null, 0L);
    events.subList(3, 5).clear();
    assertEquals(List.of(1L, 2L, 3L), taken(watch));
    assertEquals(1, pages);
    store("s");
    watch.signal(4);
    assertEquals(List.of(4L), taken(watch));
  }

  @Test
  void signalDuringThePageOfAStoreThatWasSetBackIsKept() {
    for (int i = 0; i < 5; i++) {
      store("s");
    }
    WatchSource watch = open(null, 0L);
    events.subList(2, 5).clear();
    whileReading = () -> watch.signal(6);
    assertNotNull(watch.peek());
    for (int i = 0; i < 4; i++) {
      store("s");
    }
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L), taken(watch));
  }
}
