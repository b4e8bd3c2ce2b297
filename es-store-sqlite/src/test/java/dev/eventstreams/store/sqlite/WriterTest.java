package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an append leaves behind when something in it fails. */
final class WriterTest {

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

  private static AppendRequest request(String stream) {
    return Samples.append(stream, Samples.event("T", "{}", "x"));
  }

  private void raw(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** A writer whose connection fails at the first COMMIT: instead of it, or after it was done. */
  private Writer failingAtCommit(boolean afterwards) throws SQLException {
    SqliteFile sqlite = new SqliteFile(SqliteSettings.of(Samples.url(file)));
    Connection real = DriverManager.getConnection("jdbc:sqlite:" + file);
    Connection failing = (Connection) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {Connection.class},
        (proxy, method, arguments) -> {
          if (arguments != null && arguments[0].equals("COMMIT")) {
            if (afterwards) {
              real.createStatement().execute("COMMIT");
            }
            throw new SQLException("the disk is on fire");
          }
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
    Names names = new Names();
    return new Writer(
        sqlite, new Session(failing), names, new PageReader(names), Clock.systemUTC());
  }

  @Test
  void failedCommitIsOfUnknownOutcomeAndLeavesNoTransaction() throws SQLException {
    for (boolean afterwards : new boolean[] {false, true}) {
      long before = store.head(null).last();
      try (Writer writer = failingAtCommit(afterwards)) {
        var failure =
            assertThrows(StorageException.class, () -> writer.append(List.of(request("s"))));
        assertTrue(failure.outcomeUnknown());
        assertEquals(before + (afterwards ? 1 : 0), store.head(null).last());
        GroupOutcome next = writer.append(List.of(request("s")));
        assertEquals(before + (afterwards ? 2 : 1), next.written().get(0).position());
      }
    }
  }

  @Test
  void rejectedEventFailsItsGroupAndNothingOfItIsWritten() throws SQLException {
    raw("CREATE TRIGGER reject BEFORE INSERT ON events WHEN new.id = 'poison'"
        + " BEGIN SELECT raise(ABORT, 'poisoned'); END");
    NewEvent poison = Samples.keyed("T", "poison");
    var failure = assertThrows(
        StorageException.class,
        () -> store.append(List.of(request("new"), Samples.append("other", poison))));
    assertFalse(failure.outcomeUnknown());
    assertEquals(0, store.head(null).last());
    GroupOutcome outcome = store.append(List.of(request("new")));
    assertEquals(1, outcome.written().get(0).version());
    assertEquals(
        List.of("new"),
        Samples.readAll(store, EventFilter.all()).stream()
            .map(event -> event.streamId())
            .toList());
  }

  @Test
  void moreKeysThanBindVariablesAreToldApartAsRepeats() {
    int many = 100_000;
    List<NewEvent> events = new ArrayList<>(many);
    for (int i = 0; i < many; i++) {
      events.add(Samples.keyed("T", "key-" + i));
    }
    AppendRequest all = Samples.append("s", events.toArray(NewEvent[]::new));
    assertEquals(many, store.append(List.of(all)).written().size());
    GroupOutcome again = store.append(List.of(all, request("s")));
    var done = assertInstanceOf(AppendOutcome.Done.class, again.outcomes().get(0));
    assertTrue(done.result().events().stream().allMatch(event -> event.repeat()));
    assertEquals(1, again.written().size());
    assertEquals(many + 1, store.head("s").last());
  }

  @Test
  void everyRowCountIsWrittenWhole() {
    int total = 0;
    for (int count : new int[] {1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 255, 256, 257, 341, 600}) {
      List<NewEvent> events = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        events.add(Samples.event("T" + i % 3, i % 2 == 0 ? "{}" : "{\"n\":" + i + "}", "d" + i));
      }
      GroupOutcome outcome = store.append(List.of(
          Samples.append("s", events.toArray(NewEvent[]::new)), request("t"), request("u")));
      total += count + 2;
      List<EventRecord> all = Samples.readAll(store, EventFilter.all());
      assertEquals(total, all.size());
      assertEquals(outcome.written(), all.subList(total - count - 2, total));
    }
  }

  @Test
  void groupThatWritesNothingLeavesNoTransaction() throws SQLException {
    GroupOutcome outcome = store.append(List.of(Samples.append("s")));
    assertInstanceOf(AppendOutcome.Done.class, outcome.outcomes().get(0));
    raw("CREATE TABLE lock_is_free (x)");
  }

  @Test
  void interruptedThreadAppendsAndReadsAndStaysInterrupted() {
    Thread.currentThread().interrupt();
    try {
      store.append(List.of(request("s")));
      assertEquals(1, store.head("s").last());
      assertEquals(1, Samples.readAll(store, EventFilter.all()).size());
    } finally {
      assertTrue(Thread.interrupted());
    }
  }
}
