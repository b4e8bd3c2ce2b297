package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The state that an append leaves behind when a part of it fails. */
final class WriterTest {

  private Path file;
  private StorageHandle store;
  private final List<SqliteFile> opened = new ArrayList<>();

  @BeforeEach
  void open(@TempDir Path directory) {
    file = directory.resolve("events.db");
    store = Samples.open(file);
  }

  @AfterEach
  void close() {
    opened.forEach(SqliteFile::close);
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

  /** Called before a connection prepares a statement, and before it is closed. */
  private interface Failure {
    void at(String sql, Connection real) throws Throwable;
  }

  private Writer failingAt(String text, Failure failure) throws SQLException {
    return failing((sql, real) -> {
      if (sql.contains(text)) {
        failure.at(sql, real);
      }
    });
  }

  private Writer failing(Failure failure) throws SQLException {
    SqliteFile sqlite = SqliteFile.open(SqliteSettings.of(Samples.url(file)));
    opened.add(sqlite);
    Connection real = DriverManager.getConnection("jdbc:sqlite:" + file);
    Connection failing = (Connection) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {Connection.class},
        (proxy, method, arguments) -> {
          String sql = arguments == null ? method.getName() : arguments[0].toString();
          failure.at(sql, real);
          try {
            return method.invoke(real, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
    Names names = new Names();
    return new Writer(
        sqlite,
        new Session(failing),
        names,
        new PageReader(names),
        new WriteAheadLog(sqlite, new ReaderPool(sqlite), sqlite::connect),
        Clock.systemUTC());
  }

  @Test
  void failedCommitIsOfUnknownOutcomeAndLeavesNoTransaction() throws SQLException {
    for (boolean afterwards : new boolean[] {false, true}) {
      for (Throwable cause : List.of(new SQLException("disk"), new OutOfMemoryError("heap"))) {
        long before = store.head(null).last();
        Failure commit = (sql, real) -> {
          if (afterwards) {
            real.createStatement().execute(sql);
          }
          throw cause;
        };
        try (Writer writer = failingAt("COMMIT", commit)) {
          var failure =
              assertThrows(StorageException.class, () -> writer.append(List.of(request("s"))));
          assertTrue(failure.outcomeUnknown());
          assertEquals(before + (afterwards ? 1 : 0), store.head(null).last());
          raw("BEGIN IMMEDIATE");
          GroupOutcome next = writer.append(List.of(request("s")));
          assertEquals(before + (afterwards ? 2 : 1), next.written().get(0).position());
        }
      }
    }
  }

  @Test
  void rejectedEventFailsItsGroupAndNothingOfItIsWritten() throws SQLException {
    Failure rejected = (sql, real) -> {
      throw new SQLException("rejected");
    };
    try (Writer writer = failingAt("INSERT INTO type_positions", rejected)) {
      var failure = assertThrows(
          StorageException.class, () -> writer.append(List.of(request("new"), request("other"))));
      assertFalse(failure.outcomeUnknown());
      assertEquals(0, store.head(null).last());
      GroupOutcome outcome = writer.append(List.of(request("new")));
      assertEquals(1, outcome.written().get(0).version());
    }
    assertEquals(
        List.of("new"),
        Samples.readAll(store, EventFilter.all()).stream()
            .map(event -> event.streamId())
            .toList());
  }

  @Test
  void exhaustedMemoryNeverLeavesATransaction() throws SQLException {
    Failure exhausted = (sql, real) -> {
      throw new OutOfMemoryError("heap");
    };
    for (String text :
        List.of("data_version", "INSERT OR IGNORE INTO streams", "INSERT INTO events")) {
      long before = store.head(null).last();
      try (Writer writer = failingAt(text, exhausted)) {
        assertThrows(OutOfMemoryError.class, () -> writer.append(List.of(request("of " + text))));
        raw("BEGIN IMMEDIATE");
        assertEquals(before, store.head(null).last());
        assertEquals(
            before + 1, writer.append(List.of(request("s"))).written().get(0).position());
      }
    }
  }

  @Test
  void sessionThatCannotBeEndedForLackOfMemoryIsEndedLater() throws SQLException {
    AtomicInteger closings = new AtomicInteger();
    Failure exhausted = (sql, real) -> {
      boolean closing = sql.equals("close");
      if (sql.startsWith("INSERT INTO events") || (closing && closings.incrementAndGet() <= 60)) {
        throw new OutOfMemoryError("heap");
      }
    };
    try (Writer writer = failing(exhausted)) {
      assertThrows(OutOfMemoryError.class, () -> writer.append(List.of(request("s"))));
      assertTrue(closings.get() > 1, "the connection is closed again and again");
      assertTrue(closings.get() <= 60, "the append does not wait until memory is free");
      raw("BEGIN IMMEDIATE"); // fails unless the transaction has ended
      assertEquals(1, writer.append(List.of(request("s"))).written().get(0).position());
      assertEquals(61, closings.get());
    }
  }

  @Test
  void moreKeysThanBindVariablesAreFoundAsRepeats() {
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

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void connectionIsClosedOnceAndFailureToCloseItIsLogged(boolean fails) throws SQLException {
    AtomicInteger closings = new AtomicInteger();
    Failure closing = (sql, real) -> {
      if (sql.startsWith("INSERT INTO events")) {
        throw new SQLException("rejected");
      }
      if (sql.equals("close")) {
        closings.incrementAndGet();
        real.close();
        if (fails) {
          throw new SQLException("for a test");
        }
      }
    };
    try (Messages messages = new Messages(Session.class);
        Writer writer = failing(closing)) {
      assertThrows(StorageException.class, () -> writer.append(List.of(request("s"))));
      assertEquals(1, writer.append(List.of(request("s"))).written().get(0).position());
      assertEquals(1, closings.get());
      assertEquals(fails ? List.of("cannot close a connection") : List.of(), messages.all());
    }
  }

  @Test
  void failedAppendBlocksNoOtherThread() throws Exception {
    Failure rejected = (sql, real) -> {
      throw new SQLException("rejected");
    };
    try (Writer writer = failingAt("INSERT INTO events", rejected)) {
      assertThrows(
          ExecutionException.class,
          () -> inAnotherThread(() -> writer.append(List.of(request("s")))));
      GroupOutcome next = inAnotherThread(() -> writer.append(List.of(request("s"))));
      assertEquals(1, next.written().get(0).position());
    }
  }

  private static <T> T inAnotherThread(Callable<T> work) throws Exception {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
    return task.get(1, TimeUnit.MINUTES);
  }

  @Test
  void writerLooksAtTheStoreAgainAfterEachFailure() {
    try (Writer writer = writer()) {
      for (int round = 0; round < 5; round++) {
        long before = store.head("s").last();
        writer.append(List.of(request("s")));
        store.append(List.of(request("s")));
        assertThrows(
            StorageException.class,
            () -> writer.run("append to", 0, session -> {
              throw new SQLException("for a test");
            }));
        GroupOutcome next = writer.append(List.of(Samples.append(
            "s", ExpectedVersion.exactly(before + 2), List.of(Samples.event("T", "{}", "x")))));
        assertInstanceOf(AppendOutcome.Done.class, next.outcomes().get(0));
        assertEquals(before + 3, next.written().get(0).version());
      }
    }
  }

  /** Returns a writer on connections that do not fail. */
  private Writer writer() {
    SqliteFile sqlite = SqliteFile.open(SqliteSettings.of(Samples.url(file)));
    opened.add(sqlite);
    Names names = new Names();
    return new Writer(
        sqlite,
        null,
        names,
        new PageReader(names),
        new WriteAheadLog(sqlite, new ReaderPool(sqlite), sqlite::connect),
        Clock.systemUTC());
  }

  @Test
  void interruptedThreadClosesAndStaysInterruptedAndBlocksNoOtherThread() throws Exception {
    Writer writer = writer();
    Thread.currentThread().interrupt();
    try {
      writer.close();
    } finally {
      assertTrue(Thread.interrupted());
    }
    assertEquals(
        1, inAnotherThread(() -> writer.append(List.of(request("s")))).written().size());
    writer.close();
  }
}
