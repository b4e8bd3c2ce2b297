package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendResult;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.IdempotencyConflictException;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.StorageHandle;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * For backends that declare {@code SURVIVES_RESTART}: a store after it was closed and opened again.
 */
public abstract class RestartTck extends StoreTck {

  /** For a backend's own class. */
  protected RestartTck() {}

  @Test
  @Rule("L2")
  void everyEventIsTheSameAfterReopening() {
    String url = newStore();
    List<StoredEvent> all;
    List<StoredEvent> stream;
    try (EventStore store = open(url)) {
      fill(store);
      all = Sample.read(store.all().read());
      stream = Sample.read(store.stream("a").read());
    }

    for (int time = 0; time < 2; time++) {
      try (EventStore store = open(url)) {
        assertEquals(all, Sample.read(store.all().read()), "all events");
        assertEquals(stream, Sample.read(store.stream("a").read()), "the events of a stream");
      }
    }
  }

  @Test
  @Rule("L2")
  void headsAndMetricsAreTheSameAfterReopening() {
    String url = newStore();
    long head;
    List<Object> metrics;
    try (EventStore store = open(url)) {
      fill(store);
      head = store.head();
      metrics = List.of(store.metrics(), store.stream("a").metrics());
    }

    EventStore store = opened(url);
    assertEquals(head, store.head(), "the head");
    assertEquals(metrics, List.of(store.metrics(), store.stream("a").metrics()), "metrics");
  }

  @Test
  @Rule("L2")
  void snapshotsAreTheSameAfterReopening() {
    String url = newStore();
    Optional<Snapshot> saved;
    try (EventStore store = open(url)) {
      fill(store);
      store.stream("a").saveSnapshot("sum", 2, Bytes.of(new byte[] {0, 1, -1}));
      saved = store.stream("a").loadSnapshot("sum");
    }

    assertTrue(saved.isPresent(), "whether the snapshot was there before");
    assertEquals(saved, opened(url).stream("a").loadSnapshot("sum"), "the snapshot");
  }

  @Test
  @Rule("L8")
  void valuesStandAfterReopening() {
    String url = newStore();
    byte[] put = {0, 1, -1};
    try (StorageHandle storage = openStorage(url)) {
      assertArrayEquals(put, storage.putIfAbsent("n", put), "the answer before");
    }

    StorageHandle storage = closedAfterwards(openStorage(url));
    assertArrayEquals(put, storage.value("n"), "the value");
    assertArrayEquals(put, storage.putIfAbsent("n", new byte[1]), "the answer to another value");
  }

  @Test
  @Rule("A6")
  void keysAreKnownForEver() {
    String url = newStore();
    AppendResult first;
    try (EventStore store = open(url)) {
      first = store.stream("a").append(Sample.keyed("k1"), Sample.keyed("k2"));
    }

    EventStore store = opened(url);
    AppendResult again = store.stream("a")
        .append(ExpectedVersion.noStream(), Sample.keyed("k1"), Sample.keyed("k2"));
    assertTrue(again.isRepeat(), "whether an append of before the reopening is a repeat");
    assertEquals(first.versions(), again.versions(), "the versions reported");
    assertEquals(first.position(), again.position(), "the position reported");
    assertThrows(
        IdempotencyConflictException.class,
        () -> store.stream("a").append(CandidateEvent.of("Other").withIdempotencyKey("k1")),
        "a key of before the reopening with another type");
    assertEquals(2, store.stream("a").version(), "the version");
  }

  @Test
  @Rule("A4")
  void positionsGoOnGrowingAfterReopening() {
    String url = newStore();
    long head;
    try (EventStore store = open(url)) {
      fill(store);
      head = store.head();
    }

    EventStore store = opened(url);
    AppendResult next = store.stream("a").append(ExpectedVersion.exactly(3), Sample.numbered(4));
    assertEquals(4, next.version(), "the next version");
    assertTrue(next.position() > head, "position " + next.position() + " after head " + head);
  }

  @Test
  @Rule("A10")
  void timestampsDoNotDecreaseAfterReopeningWithAClockSetBack() {
    String url = newStore();
    try (EventStore store = open(url)) {
      fill(store);
    }
    StoreOptions early = StoreOptions.defaults()
        .withClock(Clock.fixed(Instant.parse("2001-01-01T00:00:00Z"), ZoneOffset.UTC));

    EventStore store = opened(url, early);
    store.stream("a").append(Sample.numbered(4));

    List<Instant> times =
        Sample.read(store.all().read()).stream().map(StoredEvent::timestamp).toList();
    assertEquals(times.stream().sorted().toList(), times, "timestamps in order of position");
  }

  @Test
  @Rule("W6")
  void aWatchResumesAtItsCursorAfterReopening() {
    String url = newStore();
    long cursor;
    List<StoredEvent> all;
    try (EventStore store = open(url)) {
      fill(store);
      all = Sample.read(store.all().read());
      Watch<StoredEvent> watch = store.all().watch().from(0).open();
      Iterator<StoredEvent> events = watch.iterator();
      assertEquals(all.get(0), events.next());
      assertEquals(all.get(1), events.next());
      cursor = watch.place();
    }

    EventStore store = opened(url);
    Watch<StoredEvent> resumed =
        closedAfterwards(store.all().watch().after(cursor).open());
    Work<List<StoredEvent>> seen =
        Work.start(patience(), () -> Sample.take(resumed, all.size() - 1));
    store.stream("later").append(Sample.numbered(1));
    assertEquals(
        Sample.read(store.all().read().after(cursor)),
        seen.result(),
        "events of the resumed watch");
  }

  @Test
  @Rule("W6")
  void aCursorPastTheHeadIsRefusedAfterReopening() {
    String url = newStore();
    try (EventStore store = open(url)) {
      fill(store);
    }

    EventStore store = opened(url);
    long ahead = store.head() + 1;
    PositionAheadException refused = assertThrows(
        PositionAheadException.class, () -> store.all().watch().after(ahead).open());
    assertEquals(ahead, refused.requested(), "requested");
    assertEquals(store.head(), refused.head(), "head");
  }

  @Test
  @Rule("L9")
  void aStoreIsTheSameWhenItIsReopenedInAnotherLocale() throws Exception {
    String url = newStore();
    Instant now = Instant.EPOCH.plusSeconds(1_234_567_890);
    Locale arabic = Locale.forLanguageTag("ar-EG-u-nu-arab");
    List<StoredEvent> written = EnvironmentTck.in(arabic, "Africa/Cairo", () -> {
      try (EventStore store = open(url, EnvironmentTck.at(now))) {
        EnvironmentTck.fill(store);
        return Sample.read(store.all().read());
      }
    });

    for (Locale locale : List.of(Locale.ROOT, arabic, Locale.forLanguageTag("tr-TR"))) {
      List<StoredEvent> reopened = EnvironmentTck.in(locale, "Asia/Tehran", () -> {
        try (EventStore store = open(url)) {
          return Sample.read(store.all().read());
        }
      });
      assertEquals(written, reopened, "reopened in " + locale);
    }
  }

  private static void fill(EventStore store) {
    store.stream("a")
        .append(CandidateEvent.of("First", new byte[] {0, -1, 127, 10})
            .withMetadata(Map.of("n", 1L, "d", 1.5, "list", List.of("x", true), "é\"\\", "€")));
    store.append(AppendBatch.of("b", ExpectedVersion.noStream(), Sample.keyed("k1"))
        .and("a", ExpectedVersion.exactly(1), Sample.keyed("k2"), Sample.keyed("k3")));
    store.stream("c\u00e9 d").append(CandidateEvent.of("Empty"));
  }
}
