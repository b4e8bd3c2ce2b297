package dev.eventstreams.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the file, with its prepared statements. For one thread at a time.
 *
 * <p>Transactions are begun and ended in SQL: JDBC's own would be deferred ones, and a deferred transaction that comes to
 * write gets SQLITE_BUSY at once whatever the timeout.
 */
final class Session implements AutoCloseable {

  private static final int MAX_STATEMENTS = 100;

  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new LinkedHashMap<>(64, 0.75f, true);

  Session(Connection connection) {
    this.connection = connection;
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

  /** Begins a transaction. Whatever fails in it, closing the session ends it. */
  void begin(String sql) throws SQLException {
    update(sql);
  }

  void commit() throws SQLException {
    update(SqliteSql.COMMIT);
  }

  /** Ends the open transaction without its changes. */
  void rollback() throws SQLException {
    update(SqliteSql.ROLLBACK);
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

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
