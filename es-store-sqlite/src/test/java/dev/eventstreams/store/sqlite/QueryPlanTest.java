package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventField;
import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.Where;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * F7 in the output of SQLite's EXPLAIN QUERY PLAN: which index finds the events, and that nothing
 * is sorted.
 */
final class QueryPlanTest {

  private static final String BY_POSITION =
      "SEARCH events USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)";
  private static final String BY_VERSION =
      "SEARCH events USING INDEX events_by_version (stream=? AND version>? AND version<?)";

  private static final String BY_VERSION_ALONE =
      "SEARCH events USING COVERING INDEX events_by_version (stream=? AND version>? AND version<?)";
  private static final String ONE_BY_ONE = "SEARCH events USING INTEGER PRIMARY KEY (rowid=?)";

  private StorageHandle store;
  private Session session;

  @BeforeEach
  void fill(@TempDir Path directory) throws SQLException {
    Path file = directory.resolve("events.db");
    store = Samples.open(file);
    for (int stream = 0; stream < 40; stream++) {
      List<NewEvent> events = new ArrayList<>();
      for (int i = 0; i < (stream < 3 ? 2 : 50); i++) {
        events.add(Samples.event("type-" + i % 10, "{\"region\":\"EMEA\"}", "data"));
      }
      String name = (stream < 3 ? "rare-" : "user-") + stream;
      store.append(List.of(Samples.append(name, events.toArray(NewEvent[]::new))));
    }
    session = SqliteConnections.connect(SqliteSettings.of(Samples.url(file)));
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
    store.close();
  }

  private List<String> plan(EventFilter filter, @Nullable Long stream, boolean backwards)
      throws SQLException {
    return plan(found(filter, stream, backwards));
  }

  private PageQuery found(EventFilter filter, @Nullable Long stream, boolean backwards)
      throws SQLException {
    PageQuery query = FilteredQuery.of(
            new Names(), session, filter, stream, new Span(0, 1_000, backwards), 100)
        .query();
    assertNotNull(query);
    return query;
  }

  private List<String> plan(PageQuery query) throws SQLException {
    return plan(query.sql(), query.arguments());
  }

  private List<String> plan(PackedQuery query) throws SQLException {
    return plan(query.sql(), query.arguments());
  }

  private List<String> plan(String sql, List<Object> arguments) throws SQLException {
    List<String> steps = new ArrayList<>();
    session.forEach(
        "EXPLAIN QUERY PLAN " + sql,
        row -> steps.add(row.getString("detail")),
        arguments.toArray());
    return steps;
  }

  private void assertPlan(EventFilter filter, @Nullable Long stream, String... searches)
      throws SQLException {
    for (boolean backwards : new boolean[] {false, true}) {
      List<String> steps = plan(filter, stream, backwards);
      assertEquals(
          List.of(searches),
          steps.stream().filter(step -> step.startsWith("SEARCH events")).toList(),
          () -> filter + ": " + steps);
      assertTrue(
          steps.stream().noneMatch(step -> step.startsWith("SCAN events")),
          () -> filter + ": " + steps);
    }
  }

  private void assertNothingSorted(EventFilter filter, @Nullable Long stream) throws SQLException {
    List<String> steps = plan(filter, stream, false);
    assertTrue(steps.stream().noneMatch(step -> step.contains("TEMP B-TREE")), steps::toString);
  }

  @Test
  void equalityOfStreamUsesTheIndexOnVersions() throws SQLException {
    EventFilter filter = EventFilter.stream("user-7");
    assertPlan(filter, null, BY_VERSION_ALONE);
    assertNothingSorted(filter, null);
  }

  @Test
  void pageLooksUpWhatWasFoundAndSortsNothing() throws SQLException {
    for (boolean backwards : new boolean[] {false, true}) {
      PageQuery found = found(EventFilter.stream("user-7"), null, backwards);
      List<String> steps = plan(PackedQuery.ofFound(found, true));
      assertTrue(steps.contains(BY_VERSION_ALONE), steps::toString);
      assertTrue(steps.contains(ONE_BY_ONE), steps::toString);
      assertTrue(steps.stream().noneMatch(step -> step.contains("TEMP B-TREE")), steps::toString);
    }
  }

  @Test
  void rangeIsReadStraightFromTheTable() throws SQLException {
    Span span = new Span(0, 1_000, false);
    assertEquals(List.of(BY_VERSION), plan(PackedQuery.ofRange(session, 7L, span)));
    assertEquals(List.of(BY_POSITION), plan(PackedQuery.ofRange(session, null, span)));
  }

  @Test
  void runOfAStreamIsReadByPosition() throws SQLException {
    Long longRun = 41L; // appended alone, after the streams of fill()
    store.append(List.of(Samples.append(
        "long-run",
        Collections.nCopies(
                (int) PackedQuery.WORTH_ASKING + 1, Samples.event("type-1", "{}", "data"))
            .toArray(NewEvent[]::new))));
    Span run = new Span(1, PackedQuery.WORTH_ASKING + 1, false);
    assertEquals(List.of(BY_POSITION), plan(PackedQuery.ofRange(session, longRun, run)));
    assertEquals(
        List.of("SEARCH events USING COVERING INDEX events_by_version (stream=? AND version=?)"),
        plan(SqliteSql.POSITION, List.of(longRun, 1L)));
  }

  @Test
  void equalityOfTypeUsesThePositionsOfTheType() throws SQLException {
    EventFilter filter = EventFilter.type("type-3");
    assertPlan(filter, null, ONE_BY_ONE);
    assertNothingSorted(filter, null);
    assertTrue(
        plan(filter, null, false)
            .contains("SEARCH type_positions USING PRIMARY KEY (type=? AND first>? AND first<?)"),
        () -> filter.toString());
  }

  @Test
  void typeBackwardsSortsNoMoreThanOneArrayAtATime() throws SQLException {
    PageQuery found = found(EventFilter.type("type-3"), null, true);
    List<String> sorts = new ArrayList<>();
    session.forEach(
        "EXPLAIN QUERY PLAN " + found.sql(),
        row -> {
          if (row.getInt("parent") == 0 && row.getString("detail").contains("TEMP B-TREE")) {
            sorts.add(row.getString("detail"));
          }
        },
        found.arguments().toArray());
    assertEquals(List.of(), sorts);
  }

  @Test
  void tagIsFoundThroughTheIndexOfTagsAndNothingIsSorted() throws SQLException {
    for (boolean backwards : new boolean[] {false, true}) {
      List<String> steps = plan(PageQuery.ofTags("(\"a\")", new Span(0, 1_000, backwards)));
      assertEquals(1, steps.size(), steps::toString);
      assertTrue(steps.get(0).startsWith("SCAN tag_index VIRTUAL TABLE INDEX"), steps::toString);
    }
  }

  @Test
  void candidatesAreSearchedOneByOne() throws SQLException {
    List<String> steps = plan(PageQuery.ofPositions(List.of(3L, 7L)).matching(Where.always(), 100));
    assertEquals(2, steps.size(), steps::toString);
    assertEquals(ONE_BY_ONE, steps.get(1));
  }

  @Test
  void blockThatEntersTheIndexOfTagsIsReadByPosition() throws SQLException {
    assertEquals(List.of(BY_POSITION), plan(SqliteSql.INDEX_TAGS, List.of(0L, 128L)));
  }

  @Test
  void prefixOfFewStreamsUsesTheIndexOnVersions() throws SQLException {
    assertPlan(
        EventFilter.streamLike("rare-%"),
        null,
        BY_VERSION_ALONE,
        BY_VERSION_ALONE,
        BY_VERSION_ALONE);
  }

  @Test
  void prefixOfManyStreamsGoesAlongThePositions() throws SQLException {
    EventFilter filter = EventFilter.streamLike("user-%");
    assertPlan(filter, null, BY_POSITION);
    assertNothingSorted(filter, null);
  }

  @Test
  void prefixUsesTheIndexOnNames() throws SQLException {
    for (String[] like : new String[][] {
      {
        SqliteSql.STREAMS_LIKE,
        "SEARCH streams USING COVERING INDEX sqlite_autoindex_streams_1 (id>? AND id<?)"
      },
      {
        SqliteSql.TYPES_LIKE,
        "SEARCH types USING COVERING INDEX sqlite_autoindex_types_1 (name>? AND name<?)"
      }
    }) {
      List<String> steps = plan(new PageQuery(like[0], List.of("a*", "a", "b", 10)));
      assertTrue(steps.contains(like[1]), steps::toString);
    }
  }

  @Test
  void metadataIsLookedAtAlongThePositions() throws SQLException {
    EventFilter filter = EventField.metadata("region").is("EMEA");
    assertPlan(filter, null, BY_POSITION);
    assertNothingSorted(filter, null);
  }

  @Test
  void streamIsReadByVersionWhateverTheFilter() throws SQLException {
    EventFilter filter = EventFilter.type("type-3").and(Attribute.TIMESTAMP.atLeast(Instant.EPOCH));
    assertPlan(filter, 7L, BY_VERSION);
    assertNothingSorted(filter, 7L);
  }

  @Test
  void positionOfStreamIsFoundThroughTheIndexOnVersions() throws SQLException {
    List<String> steps = plan(new PageQuery(SqliteSql.VERSION_AT, List.of(7L, 500L)));
    assertTrue(
        steps.contains(
            "SEARCH events USING COVERING INDEX events_by_version (stream=? AND version=?)"),
        steps::toString);
  }

  @Test
  void keysAreFoundThroughTheirIndex() throws SQLException {
    List<String> steps = plan(new PageQuery(SqliteSql.KNOWN_KEYS, List.of("[\"k\"]", 7L)));
    assertTrue(
        steps.contains("SEARCH events USING INDEX events_by_key (id=? AND stream=?)"),
        steps::toString);
  }
}
