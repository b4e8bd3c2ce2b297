package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the locks of other processes, in Java instead of in SQLite: a virtual thread that waits
 * in native code blocks its carrier thread, and so other virtual threads. An interrupt does not end
 * the wait; the thread keeps its interrupt flag.
 */
final class Patience {

  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

  private final Duration limit;

  Patience(Duration limit) {
    this.limit = limit;
  }

  /** Work that may find the file locked. Then it has changed nothing and is retried. */
  interface Attempt<T extends @Nullable Object> {
    T run() throws SQLException;
  }

  /** Work that may find the file locked and returns nothing. */
  interface Step {
    void run() throws SQLException;
  }

  /**
   * Runs the step until it finds no lock. After the limit, throws the exception of the last
   * attempt.
   */
  void await(Step step) throws SQLException {
    boolean unused = awaitResult(() -> {
      step.run();
      return true;
    });
  }

  /**
   * Runs the work until it finds no lock. After the limit, throws the exception of the last
   * attempt.
   */
  <T extends @Nullable Object> T awaitResult(Attempt<T> attempt) throws SQLException {
    long deadline = System.nanoTime() + limit.toNanos();
    boolean interrupted = false;
    try {
      for (long pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
        try {
          return attempt.run();
        } catch (SQLException e) {
          if (!SqliteFailure.isBusy(e) || System.nanoTime() - deadline >= 0) {
            throw e;
          }
        }
        interrupted |= Thread.interrupted(); // an interrupted thread would not pause
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause));
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
