package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A schema that differs from the library's own is refused before anything in it runs. */
final class SchemaTest {

  private static final String ENDLESS =
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c";

  @TempDir
  Path directory;

  private Path file = Path.of("events.db");

  @BeforeEach
  void makeStore() {
    file = directory.resolve("events.db");
    try (StorageHandle store = Samples.open(file)) {
      append(store);
    }
  }

  private static void append(StorageHandle store) {
    store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
  }

  private void raw(String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static String trigger(String name) {
    return "CREATE TRIGGER " + name + " AFTER INSERT ON events BEGIN " + ENDLESS + "; END";
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
          CREATE TRIGGER own AFTER INSERT ON events BEGIN DELETE FROM snapshots; END | trigger "own" on "events"
          CREATE VIEW own AS SELECT 1 | view "own"
          CREATE TABLE own (x) | table "own"
          CREATE INDEX own ON events (timestamp) | index "own" on "events"
          DROP INDEX events_by_key | index "events_by_key" on "events" is missing
          DROP VIEW events_readable | view "events_readable" is missing
          ALTER TABLE events ADD COLUMN own TEXT | table "events" is missing or changed
          DROP TABLE tag_index | table "tag_index" is missing
          DROP TABLE tag_index_idx | table "tag_index_idx" is missing
          CREATE VIRTUAL TABLE own USING fts5(x) | table "own"
          ALTER TABLE snapshots RENAME TO own | table "own"
          """)
  void storeWithOtherObjectsIsRefusedAndTheyAreNamed(String change, String named) throws Exception {
    raw(change);
    var failure = assertThrows(StorageException.class, () -> Samples.open(file));
    Samples.assertSays(failure, file.toString(), "schema", named);
  }

  // A file that an older SQLite has made must be accepted by a newer one.
  @Test
  void tablesOfTheTagIndexHaveTheSameTextInEverySqlite() throws Exception {
    List<String> texts = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(
            "SELECT sql FROM sqlite_schema WHERE name LIKE 'tag_index_%' ORDER BY name")) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    }
    assertEquals(
        List.of(
            "CREATE TABLE 'tag_index_config'(k PRIMARY KEY, v) WITHOUT ROWID",
            "CREATE TABLE 'tag_index_data'(id INTEGER PRIMARY KEY, block BLOB)",
            "CREATE TABLE 'tag_index_idx'(segid, term, pgno, PRIMARY KEY(segid, term)) WITHOUT ROWID"),
        texts);
  }

  @Test
  void viewWithTheNameOfATableIsNeverRead() throws Exception {
    raw(
        "DROP TABLE store",
        "CREATE VIEW store AS SELECT 'schema' AS name, 1 AS value WHERE (" + ENDLESS + ") > 0");
    Samples.assertSays(
        assertThrows(StorageException.class, () -> Samples.open(file)), "another program");
  }

  @Test
  void triggerPlantedInOpenStoreNeverRuns() throws Exception {
    try (StorageHandle store = Samples.open(file)) {
      append(store);
      raw(trigger("planted"));
      for (int i = 0; i < 2; i++) {
        var failure = assertThrows(StorageException.class, () -> append(store));
        Samples.assertSays(failure, file.toString(), "trigger \"planted\" on \"events\"");
      }
      raw("DROP TRIGGER planted");
      append(store);
      assertEquals(3, store.head("s").last());
    }
  }

  @Test
  void viewThatReplacesTableOfOpenStoreIsNeverRead() throws Exception {
    try (StorageHandle store = Samples.open(file)) {
      append(store);
      raw(
          "PRAGMA legacy_alter_table = ON",
          "ALTER TABLE types RENAME TO types_before",
          "CREATE VIEW types AS SELECT 1 AS key, 'T' AS name WHERE (" + ENDLESS + ") > 0");
      for (int i = 0; i < 2; i++) {
        var failure = assertThrows(
            StorageException.class, () -> Samples.readAll(store, EventFilter.type("T")));
        Samples.assertSays(failure, "view \"types\"");
      }
    }
  }

  @Test
  void namesFromTheFileAreQuotedInMessages() throws Exception {
    raw("CREATE TABLE \"a\u001b[31m\nb\" (x)");
    var failure = assertThrows(StorageException.class, () -> Samples.open(file));
    Samples.assertSays(failure, "\"a\\u001b[31m\\u000ab\"");
  }

  @Test
  void statisticsForThePlannerAreAllowed() throws Exception {
    raw("ANALYZE");
    try (StorageHandle store = Samples.open(file)) {
      append(store);
      raw("ANALYZE");
      append(store);
      assertEquals(3, Samples.readAll(store, EventFilter.all()).size());
    }
  }

  @Test
  void openStoreIsRefusedOnceNewerVersionHasUpgradedIt() throws Exception {
    try (StorageHandle store = Samples.open(file)) {
      raw("UPDATE store SET value = 2 WHERE name = 'schema'", "CREATE TABLE new_in_two (x)");
      Samples.assertSays(
          assertThrows(StorageException.class, () -> append(store)),
          "version 2",
          "use a newer one");
    }
  }
}
