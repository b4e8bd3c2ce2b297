package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages, and the pauses in which no page is read. */
final class ReaderPoolTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private SqliteFile sqlite;
  private ReaderPool pool;

  @BeforeEach
  void open(@TempDir Path directory) {
    Path file = directory.resolve("events.db");
    Samples.open(file).close();
    sqlite = SqliteFile.open(SqliteSettings.of(Samples.url(file)));
    pool = new ReaderPool(sqlite);
  }

  @AfterEach
  void close() {
    threads.shutdownNow();
    pool.close();
    sqlite.close();
  }

  @Test
  void pauseBeginsAtTheEndOfThePage() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    Future<String> page = threads.submit(() -> pool.read(session -> {
      reads.countDown();
      await(goesOn);
      ended.set(true);
      return "page";
    }));
    reads.await();
    Future<Boolean> pause = threads.submit(() -> pool.whileNoneReads(60_000, ended::get));
    assertNull(pool.whileNoneReads(1, () -> "paused beside a page"));
    goesOn.countDown();
    assertTrue(pause.get());
    assertEquals("page", page.get());
  }

  @Test
  void pageBeginsAtTheEndOfThePause() throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    Future<Boolean> page = pool.whileNoneReads(1_000, () -> {
      Future<Boolean> waiting = threads.submit(() -> pool.read(session -> ended.get()));
      assertFalse(waiting.isDone());
      ended.set(true);
      return waiting;
    });
    assertTrue(page != null && page.get());
  }

  @Test
  void interruptedThreadPausesAtOnceAndStaysInterrupted() throws SQLException {
    Thread.currentThread().interrupt();
    try {
      assertEquals("done", pool.whileNoneReads(1_000, () -> "done"));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void failuresTakeNoPlaceInThePool() throws SQLException {
    for (int i = 0; i < 20; i++) {
      assertThrows(
          StorageException.class,
          () -> pool.read(session -> {
            throw new SQLException("for a test");
          }));
      assertThrows(
          OutOfMemoryError.class,
          () -> pool.read(session -> {
            throw new OutOfMemoryError("for a test");
          }));
      assertThrows(
          SQLException.class,
          () -> pool.whileNoneReads(1_000, () -> {
            throw new SQLException("for a test");
          }));
    }
    assertEquals("done", pool.whileNoneReads(1_000, () -> "done"));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void interruptedThreadGivesThePauseUpAndStaysInterrupted() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    Future<String> page = threads.submit(() -> pool.read(session -> {
      reads.countDown();
      await(goesOn);
      return "page";
    }));
    reads.await();
    FutureTask<Boolean> pause = new FutureTask<>(() -> {
      assertNull(pool.whileNoneReads(3_600_000, () -> "paused beside a page"));
      return Thread.currentThread().isInterrupted();
    });
    Thread thread = new Thread(pause);
    thread.start();
    Await.until(() -> thread.getState() == Thread.State.TIMED_WAITING, "the thread waits");
    thread.interrupt();
    assertTrue(pause.get());
    goesOn.countDown();
    assertEquals("page", page.get());
  }

  @Test
  void failedPageLeavesNoTransaction() throws SQLException {
    assertThrows(
        StorageException.class,
        () -> pool.read(session -> {
          throw new SQLException("for a test");
        }));
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + sqlite.path());
        Statement statement = other.createStatement()) {
      statement.execute("INSERT INTO store (name, value) VALUES ('x', 1)");
      try (ResultSet row = statement.executeQuery(SqliteSql.CUT_LOG)) {
        assertEquals(0, row.getInt(1), "1 if a transaction keeps the log");
      }
    }
  }

  @Test
  void pageThatEndsAfterTheClosingClosesItsConnection() throws Exception {
    CountDownLatch reads = new CountDownLatch(1);
    CountDownLatch goesOn = new CountDownLatch(1);
    Future<Session> page = threads.submit(() -> pool.read(session -> {
      reads.countDown();
      await(goesOn);
      return session;
    }));
    reads.await();
    pool.close();
    goesOn.countDown();
    Session session = page.get();
    assertThrows(SQLException.class, () -> session.number("SELECT 1"));
  }
}
