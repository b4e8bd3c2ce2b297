package dev.eventstreams.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection. It puts the schema's name into the statements. For one thread at a time.
 *
 * <p>Transactions begin and end in SQL, in one text with their statements, because the calls of
 * JDBC for this would each cost a round trip. The driver keeps statements prepared.
 */
final class Session implements AutoCloseable {

  private final Connection connection;
  private final PostgresSql sql;

  Session(Connection connection, PostgresSql sql) {
    this.connection = connection;
    this.sql = sql;
  }

  /** Makes a value of a row. */
  interface Row<T extends @Nullable Object> {
    T read(ResultSet row) throws SQLException;
  }

  /** Takes each row. */
  interface EachRow {
    void accept(ResultSet row) throws SQLException;
  }

  Connection connection() {
    return connection;
  }

  /** Returns a statement. The caller binds, runs and closes it. */
  PreparedStatement prepare(String template) throws SQLException {
    return connection.prepareStatement(sql.of(template));
  }

  /** Returns a statement from a generated text. That text is not cached. */
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

  /** Passes every row of the statement's result on. */
  void forEach(String template, List<?> arguments, EachRow row) throws SQLException {
    try (PreparedStatement statement = bound(prepareOnce(template), arguments);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        row.accept(rows);
      }
    }
  }

  /** Runs statements and ignores their results. */
  void run(String template, Object... arguments) throws SQLException {
    try (PreparedStatement statement = bound(prepare(template), List.of(arguments))) {
      statement.execute();
    }
  }

  /**
   * Runs a statement that writes, in its own transaction. It also works where transactions are
   * read-only or have a stricter isolation level by default. After a failure, the transaction may
   * be open.
   */
  void write(String template, Object... arguments) throws SQLException {
    try {
      run(PostgresSql.BEGIN + ";\n" + template + ";\n" + PostgresSql.COMMIT, arguments);
    } catch (SQLException e) {
      throw PostgresFailure.told(e);
    }
  }

  /**
   * Returns the result of the next of several statements that returns rows.
   *
   * @throws SQLException if there is no such statement
   */
  static ResultSet nextRows(PreparedStatement statement) throws SQLException {
    while (!statement.getMoreResults()) {
      if (statement.getUpdateCount() < 0) {
        throw new SQLException("PostgreSQL returned fewer results than requested");
      }
    }
    return statement.getResultSet();
  }

  /**
   * Runs statements one after another, each ended by a semicolon at the end of a line, because a
   * statement may need objects that an earlier statement made.
   */
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
      // The connection is gone, as intended.
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
