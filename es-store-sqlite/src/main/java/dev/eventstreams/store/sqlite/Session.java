package dev.eventstreams.store.sqlite;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the file, with its prepared statements. For one thread at a time.
 *
 * <p>Transactions are begun and ended in SQL: JDBC's own would be deferred ones, and a deferred transaction that comes to
 * write gets SQLITE_BUSY at once whatever the timeout.
 */
final class Session implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Session.class.getName());
  private static final int END_ATTEMPTS = 50;
  private static final long END_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int MAX_STATEMENTS = 100;

  private final Connection connection;
  private final StatementLimit limit;
  private final AutoCloseable claim;
  private final PreparedStatement rollback; // made before memory may be exhausted
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

  private long verifiedSchema = -1;
  private boolean inTransaction;

  /** The next of the sessions that could not be ended. */
  @Nullable Session next;

  /** Makes a session of a connection that claims nothing. */
  Session(Connection connection) throws SQLException {
    this(connection, new StatementLimit(Duration.ofMinutes(5)), () -> {});
  }

  /**
   * Makes a session.
   *
   * @param limit what the time of each transaction is limited by
   * @param claim to close once the connection is closed
   */
  Session(Connection connection, StatementLimit limit, AutoCloseable claim) throws SQLException {
    this.connection = connection;
    this.limit = limit;
    this.claim = claim;
    this.rollback = connection.prepareStatement(SqliteSql.ROLLBACK);
  }

  /** What to make of a row. */
  interface Row<T extends @Nullable Object> {
    T read(ResultSet row) throws SQLException;
  }

  /** What to do with each row. */
  interface EachRow {
    void accept(ResultSet row) throws SQLException;
  }

  /** Returns the first row's value, or null if there is no row. */
  <T> @Nullable T first(String sql, Row<T> row, Object... arguments) throws SQLException {
    return first(sql, row, List.of(arguments));
  }

  /** Returns the first row's value, or null if there is no row. */
  <T> @Nullable T first(String sql, Row<T> row, List<?> arguments) throws SQLException {
    try (ResultSet rows = bound(sql, arguments).executeQuery()) {
      return rows.next() ? row.read(rows) : null;
    }
  }

  /** Hands every row over. */
  void forEach(String sql, EachRow row, Object... arguments) throws SQLException {
    try (ResultSet rows = bound(sql, List.of(arguments)).executeQuery()) {
      while (rows.next()) {
        row.accept(rows);
      }
    }
  }

  /** Runs a statement, whatever it returns. */
  void run(String sql) throws SQLException {
    forEach(sql, row -> {});
  }

  /** Runs a statement that returns nothing. */
  void update(String sql, Object... arguments) throws SQLException {
    bound(sql, List.of(arguments)).executeUpdate();
  }

  /** Returns a statement to bind and run; it stays with the session, which closes those not used for long. */
  PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
      closeOldest();
    }
    return known;
  }

  /** Returns the one number that the statement yields. */
  long number(String sql) throws SQLException {
    Long number = first(sql, row -> row.getLong(1));
    return number == null ? 0 : number;
  }

  /** Begins a transaction. Whatever fails in it, ending the session ends it. */
  void begin(String sql) throws SQLException {
    limit.restart();
    inTransaction = true; // also if it is begun and then fails to report that
    update(sql);
  }

  void commit() throws SQLException {
    update(SqliteSql.COMMIT);
    inTransaction = false;
  }

  /** Ends the open transaction without its changes. */
  void rollback() throws SQLException {
    rollback.executeUpdate();
    inTransaction = false;
  }

  boolean isSchemaVerified(long number) {
    return number == verifiedSchema;
  }

  /** Notes that the schema of this number is that of a store. */
  void schemaVerified(long number) {
    verifiedSchema = number;
  }

  /** Runs a text of several statements. */
  void script(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private PreparedStatement bound(String sql, List<?> arguments) throws SQLException {
    PreparedStatement statement = statement(sql);
    for (int i = 0; i < arguments.size(); i++) {
      statement.setObject(i + 1, arguments.get(i));
    }
    return statement;
  }

  private void closeOldest() throws SQLException {
    if (statements.size() > MAX_STATEMENTS) {
      var oldest = statements.entrySet().iterator();
      PreparedStatement statement = oldest.next().getValue();
      oldest.remove();
      statement.close();
    }
  }

  /**
   * Ends the transaction and closes the connection. Throws nothing, and needs no memory for itself: where the driver finds none, it
   * is asked again for half a second.
   *
   * @return whether it is done, so that it need not be tried again
   */
  boolean end() {
    for (int i = 0; i < END_ATTEMPTS; i++) {
      try {
        close();
        return true;
      } catch (SQLException e) {
        report(e);
        return true;
      } catch (Throwable e) { // memory or the stack is exhausted
        LockSupport.parkNanos(END_PAUSE);
      }
    }
    return false;
  }

  // The transaction is over, so what is left is a connection that the end of the process frees.
  private static void report(SQLException failure) {
    try {
      LOG.log(Level.WARNING, "cannot close a connection", failure);
    } catch (Throwable e) {
      // a failure that cannot even be logged stops nothing else
    }
  }

  // The transaction is ended first: a connection with a statement that the driver has lost, for
  // want of memory, cannot be closed.
  @Override
  public void close() throws SQLException {
    if (inTransaction) {
      try {
        rollback.executeUpdate();
      } catch (SQLException e) {
        // SQLite has ended it already
      }
      inTransaction = false;
    }
    connection.close();
    try {
      claim.close();
    } catch (Exception e) {
      throw new SQLException("cannot give the file up", e);
    }
  }
}
