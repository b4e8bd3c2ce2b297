package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.CanonicalJson;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How events are stored: exactly, readable by people, and never lost without an error. */
final class StoredFormTest {

  private Path file;
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

  private void raw(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Page page(String stream, int maxEvents, long maxBytes) {
    return store.read(
        new PageRequest(stream, 0, Long.MAX_VALUE, false, EventFilter.all(), maxEvents, maxBytes));
  }

  @Test
  void anyBytesAndAnyTextComeBackAsTheyWere() {
    Random random = new Random(1);
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      byte[] data = new byte[i % 7 == 0 ? 0 : random.nextInt(i % 50 == 0 ? 100_000 : 300)];
      random.nextBytes(data);
      String text = "é😀\u2028\u0085 \"'\\,[]{}|" + Character.toString(0x10FFFF) + i;
      events.add(new NewEvent(
          "type " + text,
          "id " + text,
          true,
          i % 3 == 0 ? List.of() : List.of("a" + i, "b " + text.replace("\u0085", "")),
          CanonicalJson.write(Map.of(text + "\n\t", text + "\u0001\r\n")),
          Bytes.of(data),
          i % 5));
    }
    List<EventRecord> written = store
        .append(List.of(Samples.append("stream é😀", events.toArray(NewEvent[]::new))))
        .written();
    assertEquals(written, Samples.readAll(store, EventFilter.all()));
    assertEquals(
        written, Samples.readAll(store, "stream é😀", EventFilter.all(), false, 7, 10_000));
  }

  @Test
  void pageIsLimitedInBytesAndHasOneEventAtLeast() {
    List<NewEvent> events = new ArrayList<>();
    for (int size : new int[] {10, 2_000_000, 10, 9_000, 9_000, 9_000, 10}) {
      events.add(Samples.event("T", "{}", "x".repeat(size)));
    }
    List<EventRecord> written = store
        .append(List.of(Samples.append("s", events.toArray(NewEvent[]::new))))
        .written();
    Page page = page("s", 100, 20_000);
    assertEquals(written.subList(0, 1), page.records());
    assertEquals(1, page.scannedTo());
    assertTrue(page.more());
    assertEquals(written, Samples.readAll(store, "s", EventFilter.all(), false, 100, 20_000));
    assertEquals(1, page("s", 1, 1).records().size());
  }

  @Test
  void pageWithoutLimitInBytesHasAsManyEventsAsAskedFor() {
    List<NewEvent> events = Collections.nCopies(200, Samples.event("T", "{}", "x"));
    var unused = store.append(List.of(Samples.append("s", events.toArray(NewEvent[]::new))));
    for (long maxBytes : new long[] {Long.MAX_VALUE, Long.MAX_VALUE / 2 + 1, 1 << 30}) {
      assertEquals(150, page("s", 150, maxBytes).records().size(), "bytes at most: " + maxBytes);
    }
  }

  @Test
  void largeDataAndLargeMetadataComeBackHoweverTheyAreFound() {
    // The events of the first stream have consecutive positions, those of the other two do not.
    store.append(List.of(Samples.append("run", sizes().toArray(NewEvent[]::new))));
    for (int i = 0; i < 10; i++) {
      for (String stream : new String[] {"a", "b"}) {
        store.append(List.of(Samples.append(stream, sizes().toArray(NewEvent[]::new))));
      }
    }
    List<EventRecord> all = Samples.readAll(store, EventFilter.all());
    for (String stream : new String[] {"run", "a", "b"}) {
      EventFilter filter = EventFilter.stream(stream);
      List<EventRecord> expected =
          all.stream().filter(event -> event.streamId().equals(stream)).toList();
      for (int i = 0; i < expected.size(); i++) {
        NewEvent given = sizes().get(i % 200);
        assertEquals(given.data(), expected.get(i).data());
        assertEquals(given.metadata(), expected.get(i).metadata());
        assertEquals(i + 1, expected.get(i).version());
      }
      assertEquals(expected, Samples.readAll(store, filter));
      List<EventRecord> reversed = new ArrayList<>(expected);
      Collections.reverse(reversed);
      for (int rows : new int[] {150, 1_000}) {
        assertEquals(
            expected, Samples.readAll(store, stream, EventFilter.all(), false, rows, 1 << 20));
        assertEquals(
            reversed, Samples.readAll(store, stream, EventFilter.all(), true, rows, 1 << 20));
      }
    }
  }

  /**
   * Two hundred events: one with large data, one with large metadata, one with both, and one at the
   * limit.
   */
  private static List<NewEvent> sizes() {
    List<NewEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(Samples.event("T", "{}", "data " + i));
    }
    events.set(10, Samples.event("T", metadata(20), "x".repeat(8_193)));
    events.set(20, Samples.event("T", metadata(8_193), "x"));
    events.set(30, Samples.event("T", metadata(9_000), "x".repeat(9_000)));
    events.set(40, Samples.event("T", metadata(8_192), "x".repeat(8_192)));
    return events;
  }

  private static String metadata(int bytes) {
    return "{\"x\":\"" + "x".repeat(bytes - 8) + "\"}";
  }

  @Test
  void missingEventIsReportedAndNotSkipped() throws SQLException {
    for (int count : new int[] {10, 300}) {
      String damaged = "damaged-" + count;
      List<NewEvent> events = Collections.nCopies(count, Samples.event("T", "{}", "x"));
      store.append(List.of(Samples.append(damaged, events.toArray(NewEvent[]::new))));
      raw("DELETE FROM events WHERE version = 5");
      for (String stream : new String[] {damaged, null}) {
        var failure = assertThrows(StorageException.class, () -> page(stream, 1_000, 1 << 20));
        Samples.assertSays(failure, "damaged", file.toString(), stream == null ? "of all" : stream);
      }
    }
  }

  @Test
  void eventOfAnotherStreamIsNotReadInPlaceOfTheMissingOne() throws SQLException {
    List<NewEvent> events = Collections.nCopies(300, Samples.event("T", "{}", "x"));
    store.append(List.of(Samples.append("whole", Samples.event("T", "{}", "x"))));
    store.append(List.of(Samples.append("damaged", events.toArray(NewEvent[]::new))));
    raw("UPDATE events SET stream = 1, version = 2 WHERE position = 100");
    var failure = assertThrows(StorageException.class, () -> page("damaged", 1_000, 1 << 20));
    Samples.assertSays(failure, "damaged", "there are 299");
  }

  @Test
  void idWithALineBreakIsReportedAsDamage() throws SQLException {
    store.append(
        List.of(Samples.append("s", Samples.event("T", "{}", "x"), Samples.event("T", "{}", "y"))));
    raw("UPDATE events SET id = 'a' || char(10) || 'b' WHERE position = 1");
    var failure = assertThrows(StorageException.class, () -> page("s", 10, 1 << 20));
    Samples.assertSays(failure, "damaged: the id of position 1, of stream \"s\"", "line break");
  }

  @Test
  void damagedTagsAreReportedWhenTheirEventIsRead() throws SQLException {
    for (String damage : new String[] {
      "''",
      "char(9)",
      "'a' || char(9)",
      "'b' || char(9) || 'a'",
      "'a' || char(10) || 'b'",
      "'a' || char(9) || 'a'",
      "printf('%0256d', 1)",
      "'a' || char(0) || 'b'"
    }) {
      String stream = "of " + damage;
      NewEvent[] events = Collections.nCopies(
              3, new NewEvent("T", "id", false, List.of("a"), "{}", Bytes.empty(), 0))
          .toArray(NewEvent[]::new);
      long position =
          store.append(List.of(Samples.append(stream, events))).written().get(1).position();
      raw("UPDATE events SET tags = " + damage + " WHERE position = " + position);

      Page before = page(stream, 10, 1 << 20);
      assertEquals(1, before.records().size(), stream);
      assertEquals(1, before.scannedTo(), stream);
      assertTrue(before.more(), stream);
      var failure = assertThrows(
          StorageException.class,
          () -> Samples.readAll(store, stream, EventFilter.all(), false, 10, 1 << 20),
          stream);
      Samples.assertSays(
          failure, "damaged: the tags of position " + position, "stream \"" + stream + "\"");
      PageRequest after =
          new PageRequest(stream, 2, Long.MAX_VALUE, false, EventFilter.all(), 10, 1 << 20);
      assertEquals(1, store.read(after).records().size(), stream);
    }
  }

  @Test
  void peopleReadEventsInTheView() throws SQLException {
    store.append(List.of(Samples.append(
        "user-7",
        new NewEvent(
            "Filed",
            "id",
            false,
            List.of("a", "b c"),
            "{\"region\":\"EMEA\"}",
            Bytes.utf8("{\"amount\":5}"),
            0))));
    raw("UPDATE events SET timestamp = 1767225600000042");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(
            "SELECT concat_ws('|', position, stream, version, time, type, tags, metadata, data) FROM events_readable")) {
      assertEquals(
          "1|user-7|1|2026-01-01T00:00:00.000042Z|Filed|a, b c|{\"region\":\"EMEA\"}|{\"amount\":5}",
          row.getString(1));
    }
  }

  // Range filters depend on this. The driver contains the SQLite on which it was tested.
  @Test
  void sqliteReadsTheFirstFourteenDigitsAsJavaDoes() throws SQLException {
    try (Session session = SqliteConnections.connect(SqliteSettings.of(Samples.url(file)))) {
      for (double number : decimals(20_000)) {
        String json = "[" + CanonicalJson.write(number) + "]";
        Double read = session.first("SELECT ? ->> 0", row -> row.getDouble(1), json);
        assertTrue(
            read != null && Math.abs(read - number) <= 1e-14 * Math.abs(number) + 1e-320, json);
      }
    }
  }

  @Test
  void rangeHoldsItsBoundHoweverManyDigitsItHas() {
    List<Double> numbers = decimals(400);
    for (double number : numbers) {
      String metadata = CanonicalJson.write(Map.of("n", number));
      store.append(List.of(Samples.append("s" + number, Samples.event("T", metadata, "x"))));
    }
    EventField n = EventField.metadata("n");
    for (double number : numbers) {
      EventFilter own = EventFilter.stream("s" + number);
      assertEquals(1, Samples.readAll(store, own.and(n.atLeast(number))).size());
      assertEquals(1, Samples.readAll(store, own.and(n.atMost(number))).size());
      assertEquals(0, Samples.readAll(store, own.and(n.lessThan(number))).size());
      assertEquals(0, Samples.readAll(store, own.and(n.greaterThan(number))).size());
    }
  }

  private static List<Double> decimals(int count) {
    Random random = new Random(2);
    List<Double> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double number = switch (i % 4) {
        case 0 -> Double.longBitsToDouble(random.nextLong());
        case 1 -> random.nextInt(1_000_000) / 100.0;
        case 2 -> Double.longBitsToDouble(random.nextLong() & 0x000f_ffff_ffff_ffffL);
        default -> random.nextGaussian();
      };
      if (Double.isFinite(number) && number != Math.rint(number)) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  @Test
  void idsOfTwoCharactersComeBackAsTheyWere() {
    List<String> ids = List.of("{}", "{a", "a}", "ab", "}{");
    NewEvent[] events = ids.stream().map(id -> Samples.keyed("T", id)).toArray(NewEvent[]::new);
    store.append(List.of(Samples.append("s", events)));
    assertEquals(
        ids,
        Samples.readAll(store, EventFilter.all()).stream().map(EventRecord::id).toList());
  }

  @Test
  void timesBefore1970AreReadAsTheyAreStored() throws SQLException {
    NewEvent event = Samples.event("T", "{}", "x");
    store.append(List.of(Samples.append("s", event, event, event)));
    raw("UPDATE events SET timestamp = position - 30");
    assertEquals(
        List.of(-29L, -28L, -27L),
        page("s", 10, 1 << 20).records().stream().map(EventRecord::timestamp).toList());
  }

  @Test
  void eventsOutOfOrderAreReportedAsDamage() throws SQLException {
    store.append(
        List.of(Samples.append("s", Samples.event("T", "{}", "x"), Samples.event("T", "{}", "y"))));
    raw("UPDATE events SET version = 3 WHERE position = 1");
    raw("UPDATE events SET version = 1 WHERE position = 2");
    raw("UPDATE events SET version = 2 WHERE position = 1");
    var failure = assertThrows(StorageException.class, () -> page("s", 10, 1 << 20));
    Samples.assertSays(failure, "damaged", "position 1 is out of order");
  }
}
