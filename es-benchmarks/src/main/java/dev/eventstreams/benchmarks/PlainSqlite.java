package dev.eventstreams.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** Connections to databases with the library's schema and the library's settings. */
final class PlainSqlite {

  private static final String SCHEMA = "/dev/eventstreams/store/sqlite/schema.sql";

  private static final List<String> PRAGMAS = List.of(
      "PRAGMA journal_mode = WAL",
      "PRAGMA synchronous = NORMAL",
      "PRAGMA wal_autocheckpoint = 16000",
      "PRAGMA cache_size = -16000",
      "PRAGMA temp_store = MEMORY");

  private PlainSqlite() {}

  /** Returns a connection to a new database with the library's schema. */
  static Connection create(Path database) throws SQLException, IOException {
    Connection connection = open(database);
    try (InputStream schema = PlainSqlite.class.getResourceAsStream(SCHEMA);
        Statement statement = connection.createStatement()) {
      if (schema == null) {
        throw new IOException("no resource " + SCHEMA);
      }
      statement.executeUpdate(new String(schema.readAllBytes(), StandardCharsets.UTF_8));
    }
    return connection;
  }

  /** Returns a connection to an existing database. */
  static Connection open(Path database) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.setOpenMode(SQLiteOpenMode.NOMUTEX);
    config.setBusyTimeout(10_000);
    Connection connection = config.createConnection("jdbc:sqlite:" + database);
    for (String pragma : PRAGMAS) {
      execute(connection, pragma);
    }
    return connection;
  }

  /** Runs a statement that returns nothing. */
  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  /** Runs a prepared statement that returns nothing. */
  static void execute(PreparedStatement statement, Object... arguments) throws SQLException {
    bind(statement, arguments);
    statement.executeUpdate();
  }

  /** Binds the arguments and returns the first column of the first row, or 0 if there is none. */
  static long number(PreparedStatement statement, Object... arguments) throws SQLException {
    bind(statement, arguments);
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? rows.getLong(1) : 0;
    }
  }

  static void bind(PreparedStatement statement, Object... arguments) throws SQLException {
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
  }
}
