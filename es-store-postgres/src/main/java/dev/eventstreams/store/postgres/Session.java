package dev.eventstreams.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection, with the schema's name put into what it is told. For one thread at a time.
 *
 * <p>Transactions are begun and ended in SQL, together with the statements in them, since each call of JDBC's own would be a
 * round trip. The driver keeps prepared what was prepared before.
 */
final class Session implements AutoCloseable {

  private final Connection connection;
  private final PostgresSql sql;

  Session(Connection connection, PostgresSql sql) {
    this.connection = connection;
    this.sql = sql;
  }

  /** What to make of a row. */
  interface Row<T extends @Nullable Object> {
    T read(ResultSet row) throws SQLException;
  }

  /** What to do with each row. */
  interface EachRow {
    void accept(ResultSet row) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  /** Returns a statement to bind and run, and to close. */
  PreparedStatement prepare(String template) throws SQLException {
    return connection.prepareStatement(sql.of(template));
  }

  /** Returns a statement that was made to size: it is not remembered, but for its schema's name. */
  PreparedStatement prepareOnce(String template) throws SQLException {
    return connection.prepareStatement(sql.complete(template));
  }

  /** Returns the first row's value, or null if there is no row. */
  <T> @Nullable T first(String template, Row<T> row, Object... arguments) throws SQLException {
    try (PreparedStatement statement = bound(prepare(template), List.of(arguments));
        ResultSet rows = statement.executeQuery()) {
      return rows.next() ? row.read(rows) : null;
    }
  }

  /** Returns the first row's number, or 0 if there is no row. */
  long number(String template, Object... arguments) throws SQLException {
    Long number = first(template, row -> row.getLong(1), arguments);
    return number == null ? 0 : number;
  }

  /** Hands every row of the last of the statements over. */
  void forEach(String template, List<?> arguments, EachRow row) throws SQLException {
    try (PreparedStatement statement = bound(prepareOnce(template), arguments);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        row.accept(rows);
      }
    }
  }

  /** Runs statements of whose results nothing is wanted. */
  void run(String template, Object... arguments) throws SQLException {
    try (PreparedStatement statement = bound(prepare(template), List.of(arguments))) {
      statement.execute();
    }
  }

  /**
   * Runs a statement that writes, as a transaction of its own: also where transactions are read-only or of a stricter isolation
   * level unless they are begun as others. If it fails, the transaction may be open.
   */
  void write(String template, Object... arguments) throws SQLException {
    try {
      run(PostgresSql.BEGIN + ";\n" + template + ";\n" + PostgresSql.COMMIT, arguments);
    } catch (SQLException e) {
      throw PostgresFailure.told(e);
    }
  }

  /** Returns the result of the next of several statements that has rows, which must be there. */
  static ResultSet nextRows(PreparedStatement statement) throws SQLException {
    while (!statement.getMoreResults()) {
      if (statement.getUpdateCount() < 0) {
        throw new SQLException("PostgreSQL gave fewer results than it was asked for");
      }
    }
    return statement.getResultSet();
  }

  /** Runs statements one after another, each ended by a semicolon at the end of a line: one may need what the one before made. */
  void script(String template) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String one : sql.complete(template).split(";\\R", -1)) {
        statement.execute(one);
      }
    }
  }

  /** Cuts the connection, also while another thread waits for an answer on it. */
  void abort() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is gone, which was the aim.
    }
  }

  private static PreparedStatement bound(PreparedStatement statement, List<?> arguments)
      throws SQLException {
    bind(statement, arguments);
    return statement;
  }

  static void bind(PreparedStatement statement, List<?> arguments) throws SQLException {
    for (int i = 0; i < arguments.size(); i++) {
      statement.setObject(i + 1, arguments.get(i));
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
