package dev.eventstreams.store.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.sqlite.ProgressHandler;

/**
 * Ends the statements of a transaction that runs too long, so that no data and no schema can hold
 * the store's lock for ever.
 */
final class StatementLimit extends ProgressHandler {

  private static final int STEPS = 1_000_000; // of SQLite's virtual machine, about 10 ms

  private final long nanos;
  private final LongSupplier clock;
  private volatile long deadline;

  StatementLimit(Duration limit) {
    this(limit, System::nanoTime);
  }

  /**
   * Makes a limit with a clock.
   *
   * @param clock counts nanoseconds, as {@link System#nanoTime} does
   */
  StatementLimit(Duration limit, LongSupplier clock) {
    this.nanos = limit.toNanos();
    this.clock = clock;
    restart();
  }

  void watch(Connection connection) throws SQLException {
    setHandler(connection, STEPS, this);
  }

  /** Starts the time of a transaction. */
  void restart() {
    deadline = clock.getAsLong() + nanos;
  }

  /**
   * Called by SQLite. Returns a number other than 0 to end the statement, which then fails with
   * SQLITE_INTERRUPT.
   */
  @Override
  protected int progress() {
    return clock.getAsLong() - deadline > 0 ? 1 : 0;
  }
}
