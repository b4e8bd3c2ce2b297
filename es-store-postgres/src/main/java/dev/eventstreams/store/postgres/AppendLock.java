package dev.eventstreams.store.postgres;

import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.Names;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The advisory lock that the appends of all processes take for the length of their transaction.
 * There is one lock for each schema. An append that waits for more than one second logs which
 * process holds the lock; an append that waits for longer than allowed gives up.
 */
final class AppendLock {

  private static final System.Logger LOG = System.getLogger(AppendLock.class.getName());
  private static final long REPORTED_AFTER_MILLIS = 1_000;

  private final String location;
  private final String schema;
  private final long key;
  private final long firstMillis;
  private final long restMillis;
  private final String first;
  private final String second;

  AppendLock(PostgresSettings settings) {
    long millis = settings.lockTimeout().toMillis();
    this.location = settings.location();
    this.schema = settings.schema();
    this.key = key(settings.schema());
    this.firstMillis = Math.min(millis, REPORTED_AFTER_MILLIS);
    this.restMillis = millis - firstMillis;
    this.first = String.format(Locale.ROOT, AppendSql.LOCK_AND_ASK, firstMillis, key, millis);
    this.second = String.format(Locale.ROOT, AppendSql.LOCK_AND_ASK, restMillis, key, millis);
  }

  /** Runs statements that begin with the ones that take the lock. */
  interface Taking<T> {
    T with(String lockAndAsk) throws SQLException;
  }

  /**
   * Begins a transaction that holds the lock.
   *
   * @throws StoreLockedException if another process does not release the lock, or a lock on a table
   */
  <T> T take(Session session, Taking<T> taking) throws SQLException {
    try {
      return taking.with(first);
    } catch (SQLException e) {
      String holder = holdersAfter(session, e);
      if (restMillis == 0) {
        throw locked(holder, e);
      }
      LOG.log(
          Level.WARNING,
          "an append to " + location + " has waited for " + firstMillis + " ms; " + holder);
    }
    try {
      return taking.with(second);
    } catch (SQLException e) {
      throw locked(holdersAfter(session, e), e);
    }
  }

  private StoreLockedException locked(String holder, SQLException cause) {
    return new StoreLockedException(
        "cannot append to " + location + ": after " + (firstMillis + restMillis) + " ms, " + holder,
        PostgresFailure.printable(cause));
  }

  private String holdersAfter(Session session, SQLException failure) throws SQLException {
    if (!PostgresFailure.isLockTimeout(failure)) {
      throw failure;
    }
    session.run(PostgresSql.ROLLBACK);
    return holders(session);
  }

  /**
   * Returns the exception for a wait for a table that took too long. The transaction had the append
   * lock and is rolled back.
   */
  StoreLockedException tableLocked(Session session, SQLException failure) throws SQLException {
    return locked(holders(session), failure);
  }

  // The wait is over, so the server no longer knows for which process it was.
  private String holders(Session session) throws SQLException {
    List<String> holders = new ArrayList<>();
    session.forEach(AppendSql.LOCK_HOLDERS, List.of(key, schema), row -> {
      String table = row.getString(2);
      holders.add(
          (table == null ? "the lock is held" : "the table " + Names.quote(table) + " is locked")
              + " by the server process " + row.getLong(1));
    });
    return holders.isEmpty()
        ? "no process holds the lock or a lock on a table any more"
        : String.join(", ", holders) + " (see pg_stat_activity)";
  }

  /**
   * Returns the key of the append lock: a number that other applications in the database are
   * unlikely to use for a lock.
   */
  static long key(String schema) {
    return Sha64.of("dev.eventstreams/append/" + schema);
  }

  /** Returns the key of the lock for setting the schema up. */
  static long setupKey(String schema) {
    return Sha64.of("dev.eventstreams/setup/" + schema);
  }
}
