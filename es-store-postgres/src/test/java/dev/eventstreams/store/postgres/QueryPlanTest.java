package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventField;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.SqlFilter;
import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.store.postgres.FilterMemory.Density;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * F7 and F8 by PostgreSQL's EXPLAIN, on a million events: which index finds the events, that no
 * page sorts more than a page, and how many blocks a page touches at any place.
 */
final class QueryPlanTest {

  private static final long EVENTS = 1_000_000;
  private static final int LIMIT = 1_000;

  // For each event: its row, a level of the index, and the names of its stream and type.
  private static final long BLOCKS_OF_PAGE = 10 * LIMIT + 300;

  private static final String BY_POSITION = "Index Scan( Backward)? using events_pkey on events";
  private static final String BY_VERSION =
      "Index Scan( Backward)? using events_by_version on events";
  private static final String BY_TYPE = "Index Scan( Backward)? using events_by_type on events";
  private static final String BY_TAG =
      "Index Only Scan( Backward)? using event_tags_pkey on event_tags";
  private static final String BY_METADATA = "Bitmap Index Scan on events_by_metadata";

  // Streams get twenty events at a time. Three streams are rare, and one stream gets most of the
  // last tenth. Types take turns; one type is rare, and one occurs only at the end. One event in
  // 10,000 has special metadata.
  private static final String[] FILL = {
    "INSERT INTO streams SELECT i, 'user-' || i FROM generate_series(1, 10000) i",
    "INSERT INTO streams SELECT 10000 + i, 'rare-' || i FROM generate_series(1, 3) i",
    "INSERT INTO streams VALUES (10004, 'late')",
    "INSERT INTO types SELECT i, 'type-' || i FROM generate_series(1, 10) i",
    "INSERT INTO types VALUES (11, 'seldom'), (12, 'late')",
    """
    INSERT INTO events
    SELECT i, key, row_number() OVER (PARTITION BY key ORDER BY i), 1700000000000000 + i,
      CASE WHEN i % 5000 = 0 THEN 11 WHEN i > 980000 AND i % 50 = 1 THEN 12 ELSE 1 + i % 10 END, 0, false, 'id-' || i,
      CASE WHEN i % 4 = 0 THEN E'often\\nuser:' || i % 100000 ELSE '' END || CASE WHEN i % 400000 = 3 THEN 'rare' ELSE '' END,
      '{"n":' || i || ',"region":"' || CASE WHEN i % 10000 = 7 THEN 'special' ELSE 'EMEA' END || '"}',
      convert_to(repeat('x', 100), 'UTF8')
    FROM (
      SELECT i, CASE
        WHEN i % 100000 < 2 THEN 10001 + (i / 100000) % 3
        WHEN i > 900000 AND i % 4 > 0 THEN 10004
        ELSE 1 + (i / 20) % 10000 END AS key
      FROM generate_series(1, 1000000) i) AS numbered
    ORDER BY i""",
    """
    INSERT INTO event_tags
    SELECT ('x' || encode(substr(sha256(convert_to(tag, 'UTF8')), 1, 8), 'hex'))::bit(64)::int8, position
    FROM events CROSS JOIN unnest(string_to_array(tags, E'\\n')) AS tag""",
    "VACUUM ANALYZE event_tags",
    "ANALYZE events",
    "ANALYZE streams",
    "ANALYZE types"
  };

  private static StoreUrl url;
  private static StorageHandle store;
  private static Connection connection;
  private static Session session;
  private static Explained explained;

  @BeforeAll
  static void fill() throws SQLException {
    url = Samples.url();
    store = Samples.open(url);
    Samples.run(url.with("socketTimeout", "600"), FILL); // filling takes long on a busy machine
    connection = Samples.raw(url);
    PostgresSql sql = new PostgresSql(PostgresSettings.of(url).schema());
    session = new Session(connection, sql);
    explained = new Explained(connection, sql);
  }

  @AfterAll
  static void close() throws SQLException {
    Samples.run(url, "DROP SCHEMA " + PostgresSettings.of(url).schema() + " CASCADE");
    connection.close();
    store.close();
  }

  private static PageQuery page(EventFilter filter, Density density, Span span)
      throws SQLException {
    PageQuery found =
        new FilteredQuery(session, filter, LIMIT).ofStore(span, density).query();
    assertNotNull(found);
    return found.page(true, span, 1 << 20);
  }

  private static List<Span> bothWays(long after, long upTo) {
    return List.of(new Span(after, upTo, false), new Span(after, upTo, true));
  }

  private static void assertPlans(PageQuery query, String step) throws SQLException {
    for (String plan : explained.plans(query.sql(), query.arguments())) {
      assertTrue(Pattern.compile(step).matcher(plan).find(), () -> step + " is not in\n" + plan);
      assertFalse(plan.contains("Seq Scan on events"), plan);
    }
  }

  // Rows that are not sorted come in the order of an index, and no more of that index is read than
  // the page needs.
  private static void assertInOrder(PageQuery query, String step) throws SQLException {
    assertPlans(query, step);
    for (String plan : explained.plans(query.sql(), query.arguments())) {
      assertFalse(plan.contains("Sort") || plan.contains("Bitmap"), plan);
    }
  }

  private static void assertCheap(PageQuery query) throws SQLException {
    long blocks = explained.blocks(query.sql(), query.arguments());
    String plans = explained.plans(query.sql(), query.arguments()).get(1);
    assertTrue(blocks <= BLOCKS_OF_PAGE, () -> blocks + " blocks for\n" + plans);
  }

  // Pages at any place in the log.
  private static void assertCheapEverywhere(EventFilter filter) throws SQLException {
    for (long after : new long[] {0, EVENTS / 2, EVENTS - 10_000}) {
      for (Span span : bothWays(after, EVENTS)) {
        assertCheap(page(filter, Density.LOW, span));
      }
    }
  }

  @Test
  void equalityOfStreamUsesTheIndexOnVersions() throws SQLException {
    for (String stream : List.of("user-7", "late", "rare-1")) {
      EventFilter filter = EventFilter.stream(stream);
      for (Span span : bothWays(0, EVENTS)) {
        assertInOrder(page(filter, Density.UNKNOWN, span), BY_VERSION);
      }
      assertCheapEverywhere(filter);
    }
  }

  @Test
  void equalityOfTypeUsesTheIndexOnTypes() throws SQLException {
    for (String type : List.of("type-3", "seldom", "late")) {
      EventFilter filter = EventFilter.type(type);
      for (Span span : bothWays(0, EVENTS)) {
        assertInOrder(page(filter, Density.UNKNOWN, span), BY_TYPE);
      }
      assertCheapEverywhere(filter);
    }
  }

  @Test
  void fewTypesAreReadOneByOneAndMerged() throws SQLException {
    EventFilter filter = EventFilter.typeIn("type-3", "seldom", "late");
    for (Span span : bothWays(0, EVENTS)) {
      assertPlans(page(filter, Density.UNKNOWN, span), BY_TYPE);
    }
    assertCheapEverywhere(filter);
  }

  @Test
  void prefixOfFewStreamsUsesTheIndexOnVersions() throws SQLException {
    EventFilter filter = EventFilter.streamLike("rare-%");
    for (Span span : bothWays(0, EVENTS)) {
      assertPlans(page(filter, Density.UNKNOWN, span), BY_VERSION);
    }
    assertCheapEverywhere(filter);
  }

  @Test
  void prefixOfManyStreamsGoesAlongThePositions() throws SQLException {
    for (String pattern : List.of("user-%", "user-99%")) {
      for (Span span : bothWays(0, EVENTS)) {
        PageQuery query = page(EventFilter.streamLike(pattern), Density.UNKNOWN, span);
        assertInOrder(query, BY_POSITION);
      }
    }
    assertCheap(
        page(EventFilter.streamLike("user-%"), Density.UNKNOWN, new Span(0, EVENTS, false)));
  }

  @Test
  void prefixOfTypeUsesTheIndexOnTypes() throws SQLException {
    EventFilter filter = Attribute.TYPE.like("sel%");
    for (Span span : bothWays(0, EVENTS)) {
      assertInOrder(page(filter, Density.UNKNOWN, span), BY_TYPE);
    }
    assertCheapEverywhere(filter);
  }

  @Test
  void prefixUsesTheIndexOnNames() throws SQLException {
    for (String plan :
        explained.plans(PageSql.STREAMS_LIKE, List.of("user-99%", "user-99", "user-9:", 1_001))) {
      assertTrue(plan.contains("streams_id_key"), plan);
      assertTrue(plan.contains("Index Cond: ((id >= ") && plan.contains("(id < "), plan);
    }
  }

  @Test
  void rareMetadataUsesItsIndex() throws SQLException {
    EventFilter filter = EventField.metadata("region").is("special");
    for (Span span : bothWays(0, EVENTS)) {
      PageQuery query = page(filter, Density.LOW, span);
      assertPlans(query, BY_METADATA);
      assertFalse(
          explained.plans(query.sql(), query.arguments()).toString().contains("pkey on ev"));
    }
    assertCheapEverywhere(filter);
  }

  @Test
  void frequentMetadataGoesAlongThePositions() throws SQLException {
    EventFilter filter = EventField.metadata("region").is("EMEA");
    for (Density density : List.of(Density.UNKNOWN, Density.HIGH)) {
      for (long after : new long[] {0, EVENTS / 2, EVENTS - 10_000}) {
        for (Span span : bothWays(after, EVENTS)) {
          PageQuery query = page(filter, density, span);
          assertInOrder(query, BY_POSITION);
          assertCheap(query);
        }
      }
    }
  }

  @Test
  void alternativesGoAlongThePositions() throws SQLException {
    EventFilter filter = EventFilter.anyOf(EventFilter.stream("late"), EventFilter.type("type-3"));
    for (Span span : bothWays(0, EVENTS)) {
      assertInOrder(page(filter, Density.UNKNOWN, span), BY_POSITION);
    }
  }

  @Test
  void streamIsReadByVersionWithAnyFilter() throws SQLException {
    EventFilter filter = EventFilter.type("type-3").and(Attribute.TIMESTAMP.atLeast(Instant.EPOCH));
    for (Span span : bothWays(0, EVENTS)) {
      PageQuery query =
          new FilteredQuery(session, filter, LIMIT).ofStream("late", span).query();
      assertNotNull(query);
      assertInOrder(query.page(false, span, 1 << 20), BY_VERSION);
    }
  }

  @Test
  void rangesAreReadByTheirIndexes() throws SQLException {
    for (long after : new long[] {0, EVENTS / 20, EVENTS - 10_000}) {
      for (Span span : bothWays(after, Long.MAX_VALUE)) {
        PageQuery all = PageQuery.ofStore(span).first(LIMIT, Where.always(), span);
        assertInOrder(all.page(true, span, 1 << 20), BY_POSITION);
        assertCheap(all.page(true, span, 1 << 20));
        for (String stream : List.of("user-7", "late")) {
          PageQuery one = PageQuery.ofStream(stream, span).first(LIMIT, Where.always(), span);
          assertInOrder(one.page(false, span, 1 << 20), BY_VERSION);
          assertCheap(one.page(false, span, 1 << 20));
        }
      }
    }
  }

  @Test
  void tagsUseTheirIndex() throws SQLException {
    for (EventFilter filter : List.of(
        EventFilter.tag("rare"),
        EventFilter.tag("user:8"),
        EventFilter.tag("often"),
        EventFilter.tag("often").and(Attribute.TIMESTAMP.atLeast(Instant.EPOCH)))) {
      for (Span span : bothWays(0, EVENTS)) {
        assertInOrder(page(filter, Density.UNKNOWN, span), BY_TAG);
      }
      assertCheapEverywhere(filter);
    }
    EventFilter any = EventFilter.anyOf(EventFilter.tag("rare"), EventFilter.tag("user:8"));
    assertPlans(page(any, Density.UNKNOWN, new Span(0, EVENTS, false)), BY_TAG);
    assertCheapEverywhere(any);
  }

  @Test
  void fewEventsOfATagAreAFewBlocks() throws SQLException {
    for (EventFilter filter : List.of(
        EventFilter.tag("rare"),
        EventFilter.tag("often").and(EventFilter.tag("user:8")),
        EventFilter.anyOf(EventFilter.tag("rare"), EventFilter.tag("user:8")))) {
      for (Span span : bothWays(0, EVENTS)) {
        PageQuery query = page(filter, Density.UNKNOWN, span);
        assertTrue(explained.blocks(query.sql(), query.arguments()) < 200, filter.toString());
      }
    }
  }

  @Test
  void searchForTheRarestLooksAtABoundedPartOfAnIndex() throws SQLException {
    long[] often = {Sha64.of("often")};
    for (Span span : bothWays(0, EVENTS)) {
      List<Object> arguments = List.of(4_096, often, span.after(), span.upTo(), 4_096);
      String sql = PageSql.reachOfTags(span);
      assertPlans(new PageQuery(sql, arguments, List.of()), BY_TAG);
      assertTrue(explained.blocks(sql, arguments) < 100);
    }
  }

  @Test
  void rareStreamAndRareTypeAreUsedBesideAFrequentTag() throws SQLException {
    EventFilter often = EventFilter.tag("often");
    for (Span span : bothWays(0, EVENTS)) {
      PageQuery ofStream = page(often.and(EventFilter.stream("rare-1")), Density.UNKNOWN, span);
      assertInOrder(ofStream, BY_VERSION);
      PageQuery ofType = page(often.and(EventFilter.type("seldom")), Density.UNKNOWN, span);
      assertInOrder(ofType, BY_TYPE);
    }
  }

  @Test
  void streamIsReadByTheRarerOfItsVersionsAndATag() throws SQLException {
    for (Span span : bothWays(0, 60_000)) {
      assertInOrder(ofStream("late", "rare", span), BY_TAG);
      assertInOrder(ofStream("late", "often", span), BY_TAG);
    }
    for (Span span : bothWays(0, 90)) {
      assertInOrder(ofStream("user-7", "rare", span), BY_TAG);
      assertInOrder(ofStream("user-7", "often", span), BY_VERSION);
    }
  }

  private static PageQuery ofStream(String stream, String tag, Span span) throws SQLException {
    PageQuery query = new FilteredQuery(session, EventFilter.tag(tag), LIMIT)
        .ofStream(stream, span)
        .query();
    assertNotNull(query);
    return query.page(false, span, 1 << 20);
  }

  @Test
  void conditionOfAppendLooksAtTheTailOnly() throws SQLException {
    for (EventFilter filter : List.of(EventFilter.stream("late"), EventFilter.type("seldom"))) {
      Where where = SqlFilter.of(filter, PostgresDialect.INSTANCE);
      List<Object> arguments = new ArrayList<>(List.of(EVENTS - 20));
      arguments.addAll(where.arguments());
      String sql = String.format(Locale.ROOT, AppendSql.FIRST_MATCH, where.sql());
      assertInOrder(new PageQuery(sql, arguments, List.of()), BY_POSITION);
    }
  }

  @Test
  void positionOfStreamIsFoundThroughTheIndexOnVersions() throws SQLException {
    List<Object> arguments = List.of(7L, 500_000L);
    assertPlans(new PageQuery(PageSql.VERSION_AT, arguments, List.of()), BY_VERSION);
    assertTrue(explained.blocks(PageSql.VERSION_AT, arguments) <= 100);
    for (String sql : List.of(PageSql.FIRST_POSITION_AFTER, PageSql.LAST_POSITION_UP_TO)) {
      assertInOrder(new PageQuery(sql, List.of(7L, 50L), List.of()), BY_VERSION);
    }
  }

  @Test
  void manyKeysAreFoundThroughTheirIndex() throws SQLException {
    String[] streams = new String[10_000];
    String[] keys = new String[10_000];
    Arrays.fill(streams, "user-7");
    Arrays.setAll(keys, i -> "key-" + i);
    assertPlans(
        new PageQuery(AppendSql.KNOWN_KEYS, List.of(streams, keys), List.of()),
        "using events_by_key");
  }
}
