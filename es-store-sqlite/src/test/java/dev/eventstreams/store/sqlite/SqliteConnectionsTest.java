package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each connection to a store's file is set to. */
final class SqliteConnectionsTest {

  @TempDir
  Path directory;

  @ParameterizedTest
  @CsvSource({"normal, 1", "full, 2"})
  void connectionHasTheSettingsOfTheStore(String synchronous, long number) throws SQLException {
    Path file = directory.resolve("events.db");
    Samples.open(file).close();
    var settings = SqliteSettings.of(Samples.url(file).with("synchronous", synchronous));
    try (Session session = SqliteConnections.connect(settings)) {
      assertEquals(number, session.number("PRAGMA synchronous"));
      assertEquals(0, session.number("PRAGMA wal_autocheckpoint"));
      assertEquals(WriteAheadLog.LIMIT_BYTES, session.number("PRAGMA journal_size_limit"));
      assertEquals(-16_000, session.number("PRAGMA cache_size"));
      assertEquals(2, session.number("PRAGMA temp_store"), "2 is memory");
      assertEquals(0, session.number("PRAGMA trusted_schema"));
      assertEquals(0, session.number("PRAGMA busy_timeout"));
    }
  }

  @Test
  void connectionMakesNoFile() {
    Path missing = directory.resolve("missing.db");
    assertThrows(
        SQLException.class,
        () -> SqliteConnections.config().createConnection("jdbc:sqlite:" + missing));
    assertTrue(Files.notExists(missing));
  }
}
