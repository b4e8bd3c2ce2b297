package dev.eventstreams.store.sqlite;

import dev.eventstreams.StorageException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Properties;
import org.sqlite.JDBC;

/**
 * Refuses a driver whose SQLite is too old for the statements of this library. The message of this
 * check names the remedy. Without the check, a read would fail on a missing function after appends
 * have succeeded.
 */
final class SqliteVersion {

  /**
   * The oldest version that passes the kit. Earlier versions do not find metadata with a quote in
   * its key.
   */
  static final String OLDEST = "3.49.1";

  private static volatile boolean accepted;

  private SqliteVersion() {}

  /** Checks the driver until it was accepted once, before any file is touched. */
  static void check() {
    if (!accepted) {
      require(loaded());
      accepted = true;
    }
  }

  private static String loaded() {
    try (Connection connection = new JDBC().connect("jdbc:sqlite::memory:", new Properties());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT sqlite_version()")) {
      return row.getString(1);
    } catch (SQLException e) {
      throw new StorageException("cannot read the version of SQLite: " + e.getMessage(), e);
    }
  }

  static void require(String found) {
    if (Arrays.compare(numbers(found), numbers(OLDEST)) < 0) {
      throw new StorageException(
          "the SQLite driver on the class path has SQLite " + found + ", and this library needs "
              + OLDEST + " or later: set the version of org.xerial:sqlite-jdbc to " + OLDEST
              + ".0 or later (with Spring Boot, the property sqlite-jdbc.version)",
          null);
    }
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("\\.")).mapToInt(Integer::parseInt).toArray();
  }
}
