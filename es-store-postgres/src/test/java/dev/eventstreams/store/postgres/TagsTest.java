package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rows that find events by their tags: what they have, and that they only lead to events. */
final class TagsTest {

  private static final String HASH_OF =
      "('x' || encode(substr(sha256(convert_to('%s', 'UTF8')), 1, 8), 'hex'))::bit(64)::int8";

  private StoreUrl url;
  private StorageHandle store;

  @BeforeEach
  void open() {
    url = Samples.url();
    store = Samples.open(url);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void append(String stream, NewEvent... events) {
    assertEquals(
        events.length,
        store.append(List.of(Samples.append(stream, events))).written().size());
  }

  private List<Long> positions(EventFilter filter) {
    return positions(null, filter);
  }

  // Checks both directions.
  private List<Long> positions(@Nullable String stream, EventFilter filter) {
    List<Long> forwards = positions(stream, filter, false);
    List<Long> backwards = new ArrayList<>(positions(stream, filter, true));
    Collections.reverse(backwards);
    assertEquals(forwards, backwards, "backwards, " + filter);
    return forwards;
  }

  private List<Long> positions(@Nullable String stream, EventFilter filter, boolean backwards) {
    return Samples.readAll(store, stream, filter, backwards, 100, 1 << 20).stream()
        .map(EventRecord::position)
        .toList();
  }

  @Test
  void eachTagHasARowWithTheDocumentedHash() throws Exception {
    append("s", Samples.tagged("T", "a", "\u00e9")); // in two round trips
    append("s", Samples.tagged("T", "a"), Samples.tagged("T")); // in one
    for (String tag : List.of("a", "\u00e9", "b")) {
      String hash = String.format(Locale.ROOT, HASH_OF, tag);
      assertEquals(
          switch (tag) {
            case "a" -> "{1,2}";
            case "b" -> "{}";
            default -> "{1}";
          },
          Samples.ask(
              url,
              "SELECT coalesce(array_agg(position ORDER BY position), '{}') FROM event_tags WHERE hash = "
                  + hash));
    }
    assertEquals("3", Samples.ask(url, "SELECT count(*) FROM event_tags"));
  }

  @Test
  void viewShowsTags() throws Exception {
    append("s", Samples.tagged("T", "a,b", "c"), Samples.tagged("T"));
    assertEquals(
        "{\"a,b\",c} {}",
        Samples.ask(
            url, "SELECT string_agg(tags::text, ' ' ORDER BY position) FROM events_readable"));
  }

  @Test
  void rowOfAnotherTagWithTheSameHashIsNotAMatch() throws Exception {
    append("s", Samples.tagged("T", "a"), Samples.tagged("T", "b"), Samples.tagged("T"));
    for (int i = 0; i < 100; i++) { // more than a page reads without a search for fewer
      append("s", Samples.tagged("T", "b"));
    }
    String hash = String.format(Locale.ROOT, HASH_OF, "a");
    Samples.run(
        url,
        "INSERT INTO event_tags SELECT " + hash
            + ", position FROM generate_series(2, 110) position");
    for (EventFilter filter : List.of(
        EventFilter.tag("a"), EventFilter.anyOf(EventFilter.tag("a"), EventFilter.tag("c")))) {
      assertEquals(List.of(1L), positions(filter));
      assertEquals(List.of(1L), positions("s", filter));
    }
    AppendRequest request = new AppendRequest(
        List.of(new StreamWrite("s", ExpectedVersion.any(), List.of(Samples.tagged("T")))),
        List.of(AppendCondition.noEventMatching(EventFilter.tag("a")).after(1)));
    assertInstanceOf(
        AppendOutcome.Done.class, store.append(List.of(request)).outcomes().get(0));
  }

  @Test
  void eventsOfThousandsOfTagsAreFoundOnce() {
    for (int i = 0; i < 50; i++) {
      append("s", Samples.tagged("T", "tag-" + i, "tag-" + (i + 50)), Samples.tagged("T", "x"));
    }
    EventFilter any = EventFilter.anyOf(IntStream.range(0, 9_000)
        .mapToObj(i -> EventFilter.tag("tag-" + i))
        .toArray(EventFilter[]::new));
    assertEquals(IntStream.range(0, 50).mapToObj(i -> 2L * i + 1).toList(), positions(any));
    EventFilter all = EventFilter.tag("tag-7");
    for (int i = 0; i < 1_000; i++) {
      all = all.and(EventFilter.tag("tag-" + (i % 2 == 0 ? 7 : 57)));
    }
    assertEquals(List.of(15L), positions(all));
  }

  @Test
  void pageOfAFrequentTagLooksAtABoundedNumberOfEvents() {
    List<NewEvent> batch = Collections.nCopies(10_000, Samples.tagged("T", "often"));
    var unused = store.append(List.of(Samples.append("s", ExpectedVersion.any(), batch)));
    append("small", Samples.tagged("T", "often"), Samples.tagged("seldom", "often", "rare"));
    EventFilter none = EventFilter.tag("often").and(EventFilter.metadata("k", "v"));
    for (boolean backwards : new boolean[] {false, true}) {
      assertEquals(3, pages(null, none, backwards));
      assertEquals(3, pages("s", none, backwards));
      for (EventFilter rare : List.of(
          EventFilter.stream("small"), EventFilter.type("seldom"), EventFilter.tag("rare"))) {
        assertEquals(1, pages(null, none.and(rare), backwards), rare.toString());
      }
    }
    assertEquals(
        List.of(10_002L), positions(EventFilter.tag("often").and(EventFilter.tag("rare"))));
    assertEquals(
        List.of(10_001L, 10_002L),
        positions(EventFilter.tag("often").and(EventFilter.stream("small"))));
    assertEquals(
        List.of(10_002L), positions(EventFilter.tag("often").and(EventFilter.type("seldom"))));
    assertEquals(10_002, positions(EventFilter.tag("often")).size());
  }

  @Test
  void pageOfAStreamFindsTagsAlsoWhereItsBoundsAreMissing() throws Exception {
    for (int i = 0; i < 300; i++) {
      append(i % 3 == 0 ? "t" : "s", Samples.tagged("T", i % 50 == 1 ? "x" : "y"));
    }
    assertEquals(List.of(2L, 102L, 152L, 252L), positions("s", EventFilter.tag("x")));
    Samples.run(url, "DELETE FROM events WHERE stream = 2 AND version IN (1, 10, 190)");
    for (boolean backwards : new boolean[] {false, true}) {
      for (long after : new long[] {0, 10}) {
        Page page = store.read(
            new PageRequest("s", after, 190, backwards, EventFilter.tag("x"), 100, 1 << 20));
        assertEquals(
            List.of(68L, 101L, 168L),
            page.records().stream().map(EventRecord::version).sorted().toList());
      }
    }
  }

  private int pages(@Nullable String stream, EventFilter filter, boolean backwards) {
    int pages = 0;
    long after = 0;
    long upTo = Long.MAX_VALUE;
    while (true) {
      Page page = store.read(new PageRequest(stream, after, upTo, backwards, filter, 100, 1 << 20));
      assertTrue(page.records().isEmpty(), filter.toString());
      pages++;
      if (!page.more()) {
        return pages;
      }
      after = backwards ? after : page.scannedTo();
      upTo = backwards ? page.scannedTo() - 1 : upTo;
    }
  }

  @Test
  void tagsCountTowardsTheBytesOfAPage() {
    append("s", Samples.tagged("T", "x".repeat(100)), Samples.tagged("T", "x".repeat(100)));
    for (EventFilter filter : List.of(EventFilter.all(), EventFilter.tag("x".repeat(100)))) {
      Page page = store.read(new PageRequest(null, 0, Long.MAX_VALUE, false, filter, 100, 50));
      assertEquals(1, page.records().size());
    }
  }

  @Test
  void roleWithTheDocumentedRightsAppendsTagsAndARoleThatReadsFindsThem() throws Exception {
    append("s", Samples.tagged("T", "a"));
    String schema = PostgresSettings.of(url).schema();
    String role = PostgresServer.newSchema();
    String tables = "streams, types, events, event_tags, store";
    Samples.run(
        url,
        "CREATE ROLE " + role + " LOGIN PASSWORD 'weak'",
        "GRANT USAGE ON SCHEMA " + schema + " TO " + role,
        "GRANT SELECT, INSERT ON " + tables + " TO " + role);
    String server = url.unmasked();
    StoreUrl limited =
        StoreUrl.parse("postgresql://" + role + ":weak" + server.substring(server.indexOf('@')));
    try (StorageHandle other = Samples.open(limited)) {
      for (int i = 0; i < 2; i++) {
        var unused = other.append(List.of(Samples.append("s", Samples.tagged("T", "a"))));
      }
      Samples.run(url, "REVOKE INSERT ON " + tables + " FROM " + role);
      assertEquals(3, Samples.readAll(other, EventFilter.tag("a")).size());
    }
    Samples.run(url, "DROP OWNED BY " + role, "DROP ROLE " + role);
  }
}
