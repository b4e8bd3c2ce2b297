package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An endless statement is ended together with its transaction. */
final class StatementLimitTest {

  private static final String ENDLESS =
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c";

  @Test
  void endlessStatementIsEndedAndTheStoreStaysUsable(@TempDir Path directory) {
    Path path = directory.resolve("events.db");
    var settings = SqliteSettings.of(Samples.url(path).with("statement_timeout", "50"));
    try (SqliteFile file = SqliteFile.open(settings)) {
      Names names = new Names();
      try (Writer writer = new Writer(
          file,
          null,
          names,
          new PageReader(names),
          new WriteAheadLog(file, new ReaderPool(file), file::connect),
          Clock.systemUTC())) {
        for (int i = 1; i <= 2; i++) {
          var failure = assertThrows(
              StorageException.class,
              () -> writer.run("append to", 0, session -> session.number(ENDLESS)));
          Samples.assertSays(failure, path.toString(), "statement_timeout");
          writer.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
        }
      }
      ReaderPool readers = new ReaderPool(file);
      Samples.assertSays(
          assertThrows(
              StorageException.class, () -> readers.read(session -> session.number(ENDLESS))),
          "statement_timeout");
      long last = readers.read(session -> session.number(SqliteSql.LAST_POSITION));
      assertEquals(2, last);
      readers.close();
    }
    try (StorageHandle store = Samples.open(path)) {
      assertEquals(2, store.head("s").last());
    }
  }

  @Test
  void eachTransactionHasTheWholeTime() throws SQLException {
    AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5); // System.nanoTime() starts anywhere
    StatementLimit limit = new StatementLimit(Duration.ofNanos(10), clock::get);
    assertEquals(0, limit.progress());
    clock.addAndGet(10);
    assertEquals(0, limit.progress());
    clock.addAndGet(1);
    assertEquals(1, limit.progress());
    try (Session session =
        new Session(DriverManager.getConnection("jdbc:sqlite::memory:"), limit, () -> {})) {
      session.begin(SqliteSql.BEGIN);
      assertEquals(0, limit.progress());
    }
  }
}
