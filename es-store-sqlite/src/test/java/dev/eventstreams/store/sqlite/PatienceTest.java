package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Waiting for a lock that another program holds. */
@Timeout(120)
final class PatienceTest {

  @TempDir
  Path directory;

  /**
   * Starts an append in a thread while the file is locked, and returns the thread once it waits.
   */
  private static Thread waiting(FutureTask<Boolean> append) {
    Thread thread = new Thread(append);
    thread.start();
    while (!isParkedByPatience(thread)) {
      Thread.onSpinWait();
    }
    return thread;
  }

  // A thread that waits in native code would be runnable, and a virtual thread would block its
  // carrier.
  private static boolean isParkedByPatience(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING
        && Arrays.stream(thread.getStackTrace())
            .anyMatch(frame -> frame.getClassName().equals(Patience.class.getName()));
  }

  private FutureTask<Boolean> append(StorageHandle store) {
    return new FutureTask<>(() -> {
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
      return Thread.currentThread().isInterrupted();
    });
  }

  @Test
  void appendWaitsForForeignLockOutsideOfNativeCodeAndThenSucceeds() throws Exception {
    Path file = directory.resolve("events.db");
    try (StorageHandle store = Samples.open(Samples.url(file).with("busy_timeout", "3600000"));
        Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = holder.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      FutureTask<Boolean> append = append(store);
      waiting(append);
      statement.execute("ROLLBACK");
      assertEquals(false, append.get());
      assertEquals(1, store.head("s").last());
    }
  }

  @Test
  void interruptedThreadWaitsOnAndStaysInterrupted() throws Exception {
    Path file = directory.resolve("events.db");
    try (StorageHandle store = Samples.open(Samples.url(file).with("busy_timeout", "3600000"));
        Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = holder.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      FutureTask<Boolean> append = append(store);
      Thread thread = waiting(append);
      thread.interrupt();
      while (thread.isInterrupted() || !isParkedByPatience(thread)) {
        Thread.onSpinWait();
      }
      statement.execute("ROLLBACK");
      assertTrue(append.get());
    }
  }

  @Test
  void interruptedThreadThatGivesUpStaysInterrupted() {
    AtomicInteger attempts = new AtomicInteger();
    SQLException failure = assertThrows(
        SQLException.class,
        () -> new Patience(Duration.ofHours(1)).await(() -> {
          if (attempts.incrementAndGet() == 1) {
            Thread.currentThread().interrupt();
            throw new SQLiteException("locked", SQLiteErrorCode.SQLITE_BUSY);
          }
          throw new SQLException("not the lock");
        }));
    assertTrue(Thread.interrupted());
    assertEquals("not the lock", failure.getMessage());
  }
}
