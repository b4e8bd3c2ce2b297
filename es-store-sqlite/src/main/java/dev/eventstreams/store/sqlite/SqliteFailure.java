package dev.eventstreams.store.sqlite;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * What SQLite's error codes mean to a user. The texts of SQLite name tables and files, never what is stored; but names in a file that
 * another program has written can be any text, so control characters are shown as escapes.
 */
final class SqliteFailure {

  private static final int PRIMARY = 0xff; // the extended codes carry more in the bits above

  private SqliteFailure() {}

  static EventStoreException of(Path path, String doing, SQLException failure) {
    SQLException cause = printable(failure);
    return switch (code(cause)) {
      case SQLITE_BUSY, SQLITE_LOCKED ->
        new StoreLockedException(
            "cannot " + doing + " " + path
                + ": another process holds its lock, or its file system has" + " no locks",
            cause);
      case SQLITE_NOTADB -> failed(path, doing, "the file is not a SQLite database", cause);
      case SQLITE_CANTOPEN ->
        failed(path, doing, "the file cannot be opened; is its directory there?", cause);
      case SQLITE_READONLY, SQLITE_PERM ->
        failed(path, doing, "the file or its directory is not writable", cause);
      case SQLITE_FULL -> failed(path, doing, "the disk is full", cause);
      case SQLITE_IOERR -> failed(path, doing, "the disk failed", cause);
      case SQLITE_CORRUPT -> failed(path, doing, "the file is damaged", cause);
      case SQLITE_INTERRUPT ->
        failed(path, doing, "its statements ran longer than statement_timeout allows", cause);
      default -> failed(path, doing, "SQLite failed", cause);
    };
  }

  /** Returns the failure, or one like it if its message has control characters. */
  static SQLException printable(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    if (message.chars().noneMatch(Character::isISOControl)) {
      return failure;
    }
    SQLException printable = failure instanceof SQLiteException sqlite
        ? new SQLiteException(escaped(message), sqlite.getResultCode())
        : new SQLException(escaped(message), failure.getSQLState(), failure.getErrorCode());
    printable.setStackTrace(failure.getStackTrace());
    return printable;
  }

  private static String escaped(String message) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      escaped.append(
          Character.isISOControl(c)
              ? String.format(Locale.ROOT, "\\u%04x", (int) c)
              : String.valueOf(c));
    }
    return escaped.toString();
  }

  static boolean isBusy(SQLException failure) {
    SQLiteErrorCode code = code(failure);
    return code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED;
  }

  static boolean isConstraint(SQLException failure) {
    return code(failure) == SQLiteErrorCode.SQLITE_CONSTRAINT;
  }

  private static SQLiteErrorCode code(SQLException failure) {
    return failure instanceof SQLiteException sqlite
        ? SQLiteErrorCode.getErrorCode(sqlite.getResultCode().code & PRIMARY)
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  private static StorageException failed(
      Path path, String doing, String reason, SQLException cause) {
    if (!(cause instanceof SQLiteException)) {
      return new StorageException(
          "cannot " + doing + " " + path + ": " + cause.getMessage(), cause);
    }
    return new StorageException(
        "cannot " + doing + " " + path + ": " + reason + " (" + cause.getMessage() + ")", cause);
  }
}
