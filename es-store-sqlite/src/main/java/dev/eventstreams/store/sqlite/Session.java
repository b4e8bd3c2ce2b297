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
 * One connection to the file, with its prepared statements. Used by one thread at a time.
 *
 * <p>Transactions begin and end in SQL. JDBC's own transactions are deferred, and a deferred
 * transaction that starts to write gets SQLITE_BUSY at once, regardless of the timeout.
 */
final class Session implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Session.class.getName());
  private static final int END_ATTEMPTS = 50;
  private static final long END_PAUSE = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int MAX_STATEMENTS = 100;

  private final Connection connection;
  private final StatementLimit limit;
  private final AutoCloseable claim;
  private final PreparedStatement rollback; // prepared early: later there may be no memory
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

  private long verifiedSchema = -1;
  private boolean inTransaction;

  /** The next session in the list of those that could not be ended. */
  @Nullable Session next;

  /** Creates a session on a connection that has no claim on a file. */
  Session(Connection connection) throws SQLException {
    this(connection, new StatementLimit(Duration.ofMinutes(5)), () -> {});
  }

  /**
   * Creates a session.
   *
   * @param limit limits the time of each transaction
   * @param claim closed after the connection
   */
  Session(Connection connection, StatementLimit limit, AutoCloseable claim) throws SQLException {
    this.connection = connection;
    this.limit = limit;
    this.claim = claim;
    this.rollback = connection.prepareStatement(SqliteSql.ROLLBACK);
  }

  /** Converts a row into a value. */
  interface Row<T extends @Nullable Object> {
    T read(ResultSet row) throws SQLException;
  }

  /** Receives each row. */
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

  /** Passes every row to {@code row}. */
  void forEach(String sql, EachRow row, Object... arguments) throws SQLException {
    try (ResultSet rows = bound(sql, List.of(arguments)).executeQuery()) {
      while (rows.next()) {
        row.accept(rows);
      }
    }
  }

  /** Runs a statement and ignores its rows. */
  void run(String sql) throws SQLException {
    forEach(sql, row -> {});
  }

  /** Runs a statement that returns no rows. */
  void update(String sql, Object... arguments) throws SQLException {
    bound(sql, List.of(arguments)).executeUpdate();
  }

  /**
   * Returns a statement to bind and run. The session keeps it, and closes the statement that was
   * not used for longest when it has more than 100.
   */
  PreparedStatement statement(String sql) throws SQLException {
    PreparedStatement known = statements.get(sql);
    if (known == null) {
      known = connection.prepareStatement(sql);
      statements.put(sql, known);
      closeOldest();
    }
    return known;
  }

  /** Returns the single number that the statement selects, or 0 if there is no row. */
  long number(String sql) throws SQLException {
    Long number = first(sql, row -> row.getLong(1));
    return number == null ? 0 : number;
  }

  /** Begins a transaction. After any failure in it, ending the session ends the transaction. */
  void begin(String sql) throws SQLException {
    limit.restart();
    inTransaction = true; // set first: BEGIN may succeed and still throw
    update(sql);
  }

  void commit() throws SQLException {
    update(SqliteSql.COMMIT);
    inTransaction = false;
  }

  /** Ends the open transaction and discards its changes. */
  void rollback() throws SQLException {
    rollback.executeUpdate();
    inTransaction = false;
  }

  boolean isSchemaVerified(long number) {
    return number == verifiedSchema;
  }

  /** Records that the schema with this number is that of a store. */
  void schemaVerified(long number) {
    verifiedSchema = number;
  }

  /** Runs a script of several statements. */
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
   * Ends the transaction and closes the connection. Throws nothing, and allocates no memory itself.
   * If the driver has no memory, retries for half a second.
   *
   * @return whether the session has ended; if not, try again later
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

  // The transaction has ended. Only a connection remains open, and the end of the process frees it.
  private static void report(SQLException failure) {
    try {
      LOG.log(Level.WARNING, "cannot close a connection", failure);
    } catch (Throwable e) {
      // if logging fails too, the work continues
    }
  }

  // The transaction ends first: a connection cannot be closed if the driver has lost one of its
  // statements for lack of memory.
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
      throw new SQLException("cannot release the file", e);
    }
  }
}
