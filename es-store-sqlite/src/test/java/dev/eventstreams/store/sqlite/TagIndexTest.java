package dev.eventstreams.store.sqlite;

import static dev.eventstreams.EventFilter.anyOf;
import static dev.eventstreams.EventFilter.tag;
import static dev.eventstreams.EventFilter.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events are found by tags in every block, in every direction, and by few steps. */
final class TagIndexTest {

  private Path file = Path.of("events.db");
  private StorageHandle store;

  @BeforeEach
  void open(@TempDir Path directory) {
    file = directory.resolve("events.db");
    store = Samples.open(file);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static NewEvent event(String type, String... tags) {
    return new NewEvent(
        type, "id", false, List.copyOf(new TreeSet<>(List.of(tags))), "{}", Bytes.utf8("x"), 0);
  }

  private void append(String stream, int count, IntFunction<NewEvent> event) {
    NewEvent[] events = IntStream.range(0, count).mapToObj(event).toArray(NewEvent[]::new);
    var unused = store.append(List.of(Samples.append(stream, events)));
  }

  /** Compares reads by the filter with a full read, in both directions and several page sizes. */
  private void assertAgrees(EventFilter filter) {
    List<EventRecord> all = Samples.readAll(store, EventFilter.all());
    var matches = RecordFilter.of(filter);
    Set<@Nullable String> streams = new HashSet<>();
    streams.add(null);
    all.forEach(event -> streams.add(event.streamId()));
    for (String stream : streams) {
      List<EventRecord> expected = new ArrayList<>(all.stream()
          .filter(event -> stream == null || stream.equals(event.streamId()))
          .filter(matches)
          .toList());
      for (int rows : new int[] {1_000, 7}) {
        assertEquals(
            expected,
            Samples.readAll(store, stream, filter, false, rows, 1 << 20),
            () -> filter + " on " + stream);
      }
      Collections.reverse(expected);
      assertEquals(
          expected,
          Samples.readAll(store, stream, filter, true, 100, 1 << 20),
          () -> filter + " backwards on " + stream);
    }
  }

  @Test
  void eventsAreFoundInEveryBlockHoweverTheyWereAppended() {
    for (int size : new int[] {1, 1, 125, 1, 1, 127, 1, 300, 5, 128, 256, 1}) {
      append("s" + size, size, i -> i % 3 == 0 ? event("T", "third", "i" + i % 10) : event("T"));
    }
    for (EventFilter filter : List.of(tag("third"), tag("i0"), tag("i9").and(tag("third")))) {
      assertAgrees(filter);
    }
  }

  @Test
  void everySingleAppendIsFoundAtOnceAndByAnotherHandle() {
    try (StorageHandle other = Samples.open(file)) {
      for (int i = 1; i <= 2 * TagIndex.BLOCK + 3; i++) {
        StorageHandle writer = i % 2 == 0 ? store : other;
        writer.append(List.of(Samples.append("s", event("T", "all", "n" + i))));
        assertEquals(1, Samples.readAll(store, tag("n" + i)).size(), "at " + i);
        assertEquals(i, Samples.readAll(other, tag("all")).size(), "at " + i);
      }
    }
  }

  @Test
  void blockThatIsCompletedByEventsWithoutTagsIsIndexed() throws SQLException {
    append("s", 100, i -> event("T", "before"));
    append("s", 1_000, i -> event("T"));
    append("s", 100, i -> event("T"));
    try (Session session = SqliteConnections.connect(SqliteSettings.of(Samples.url(file)))) {
      assertEquals(
          100, session.number("SELECT count(*) FROM tag_index WHERE tag_index MATCH 'before'"));
    }
    assertAgrees(tag("before"));
  }

  @Test
  void tagsThatDifferInCaseAloneAreDifferent() {
    append("s", 500, i -> event("T", i % 2 == 0 ? "Tag" : "tAG"));
    assertAgrees(tag("Tag"));
    assertAgrees(tag("tAG"));
    assertAgrees(tag("tag"));
  }

  @Test
  void manyAlternativesAreOneSearch() {
    append("s", 3_000, i -> event("T", "n" + i, "of " + i % 7));
    EventFilter[] alternatives =
        IntStream.range(0, 2_000).mapToObj(i -> tag("n" + 2 * i)).toArray(EventFilter[]::new);
    EventFilter filter = anyOf(alternatives);
    assertEquals(1_500, Samples.readAll(store, filter).size());
    assertAgrees(filter.and(tag("of 3")));
  }

  @Test
  void everyTagOfAnEventWithTheLongestTagsFindsIt() {
    List<String> tags = IntStream.range(0, 32)
        .mapToObj(i -> (char) ('A' + i) + "\uD83D\uDE00".repeat(254))
        .toList();
    append("s", 200, i -> event("T", i % 50 == 0 ? tags.toArray(String[]::new) : new String[0]));
    for (String tag : tags) {
      assertAgrees(tag(tag));
    }
    assertEquals(
        tags.size(), Samples.readAll(store, tag(tags.get(0))).get(3).tags().size());
  }

  @Test
  void tagsComeBackWithLargeDataAndLargeMetadata() {
    String large = "x".repeat(9_000);
    for (String metadata : new String[] {"{}", "{\"x\":\"" + large + "\"}"}) {
      for (String data : new String[] {"", large}) {
        List<EventRecord> written = store
            .append(List.of(Samples.append(
                "s",
                new NewEvent("T", "id", false, List.of("a", "b"), metadata, Bytes.utf8(data), 0))))
            .written();
        assertEquals(
            written,
            Samples.readAll(store, EventFilter.all()).stream()
                .filter(event -> event.position() == written.get(0).position())
                .toList());
      }
    }
  }

  @Test
  void frequentTagBesideSomethingRareTakesFewPages() {
    append("small", 5, i -> event("Rare", "often", "rare"));
    for (int i = 0; i < 12; i++) {
      append("large", 1_000, n -> event("T", "often", n % 2 == 0 ? "even" : "odd"));
    }
    append("small", 5, i -> event("Rare", "often", "rare"));
    assertPages(1, tag("often").and(tag("rare")), null);
    assertPages(1, tag("often").and(type("Rare")), null);
    assertPages(1, tag("often").and(EventFilter.stream("small")), null);
    assertPages(1, tag("even").and(tag("odd")), null);
    assertPages(1, tag("rare"), "large");
    assertPages(1, tag("often").and(type("none")), "small");
    assertAgrees(tag("often").and(type("Rare")));
    assertAgrees(tag("often").and(EventFilter.stream("small")));
  }

  @Test
  void pageLooksAtALimitedNumberOfEvents() {
    for (int i = 0; i < 5; i++) {
      append("s" + i, 1_000, n -> event("T", "often"));
    }
    EventFilter none = tag("often").and(EventFilter.metadata("a", "b"));
    assertPages(6, none, null);
    assertAgrees(none);
  }

  private void assertPages(int most, EventFilter filter, @Nullable String stream) {
    for (boolean backwards : new boolean[] {false, true}) {
      int pages = 0;
      long after = 0;
      long upTo = Long.MAX_VALUE;
      Page page;
      do {
        page = store.read(new PageRequest(stream, after, upTo, backwards, filter, 1_000, 1 << 20));
        after = backwards ? after : page.scannedTo();
        upTo = backwards ? page.scannedTo() - 1 : upTo;
        pages++;
      } while (page.more());
      assertTrue(pages <= most, pages + " pages for " + filter + " on " + stream);
    }
  }

  @Test
  void conditionSeesEventsInsideAndBehindTheIndex() {
    append("s", 300, i -> event("T", "n" + i));
    for (int n : new int[] {0, 127, 128, 255, 256, 299}) {
      var failed =
          assertInstanceOf(AppendOutcome.ConditionFailed.class, conditional(tag("n" + n), 0));
      assertEquals(n + 1, failed.position());
      assertInstanceOf(AppendOutcome.ConditionFailed.class, conditional(tag("n" + n), n));
    }
    assertInstanceOf(AppendOutcome.Done.class, conditional(tag("n127"), 128));
    assertInstanceOf(AppendOutcome.Done.class, conditional(tag("n300"), 0));
  }

  private AppendOutcome conditional(EventFilter filter, long after) {
    AppendRequest request = new AppendRequest(
        List.of(new StreamWrite("c", ExpectedVersion.any(), List.of(event("T")))),
        List.of(AppendCondition.noEventMatching(filter).after(after)));
    return store.append(List.of(request)).outcomes().get(0);
  }

  @Test
  void damagedIndexFailsSearchesByTagAndNoOtherRead() throws SQLException {
    append("s", 500, i -> event("T", "n" + i));
    try (Session session = SqliteConnections.connect(SqliteSettings.of(Samples.url(file)))) {
      session.update("UPDATE tag_index_data SET block = x'ff' WHERE id > 10");
    }
    var failure = assertThrows(StorageException.class, () -> Samples.readAll(store, tag("n7")));
    Samples.assertSays(failure, file.toString(), "damaged");
    assertEquals(500, Samples.readAll(store, EventFilter.all()).size());
    assertEquals(500, Samples.readAll(store, type("T")).size());
  }

  @Test
  void damagedTagsFailNoConditionAndNoFilter() throws SQLException {
    append("s", 300, i -> event("T", "n" + i));
    try (Session session = SqliteConnections.connect(SqliteSettings.of(Samples.url(file)))) {
      session.update("UPDATE events SET tags = 'n7' || char(10) WHERE position IN (8, 299)");
    }
    assertInstanceOf(AppendOutcome.Done.class, conditional(tag("n7"), 0));
    assertInstanceOf(AppendOutcome.Done.class, conditional(tag("n298"), 0));
    assertInstanceOf(AppendOutcome.ConditionFailed.class, conditional(type("T"), 298));
    assertEquals(1, Samples.readAll(store, tag("n8")).size());
  }
}
