package dev.eventstreams.store.sqlite;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Converts SQLite's error codes into exceptions that a user understands. SQLite's own messages name
 * tables and files, never stored data. But names in a file that another program has written can be
 * any text, so control characters appear as escapes.
 */
final class SqliteFailure {

  private static final int PRIMARY = 0xff; // extended codes have more in the bits above

  private SqliteFailure() {}

  static EventStoreException of(Path path, String doing, SQLException failure) {
    SQLException cause = printable(failure);
    String message = "cannot " + doing + " " + shown(path) + ": ";
    SQLiteErrorCode code = code(cause);
    if (code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED) {
      return new StoreLockedException(
          message + "another process holds its lock, or its file system has no locks", cause);
    }
    return new StorageException(message + reason(cause), cause);
  }

  /** Returns the failure of a commit that may have reached the disk, with its reason. */
  static StorageException unknownCommit(Path path, Throwable failure) {
    Throwable cause = failure instanceof SQLException sql ? printable(sql) : failure;
    String reason =
        cause instanceof SQLException sql ? reason(sql) : String.valueOf(cause.getMessage());
    return StorageException.outcomeUnknown(
        "the commit to " + shown(path) + " failed and may have happened: " + reason, cause);
  }

  /** Returns a path for messages, with control characters as escapes. */
  static String shown(Path path) {
    return dev.eventstreams.spi.Names.printable(path);
  }

  private static String reason(SQLException cause) {
    return cause instanceof SQLiteException sqlite
        ? reason(sqlite.getResultCode()) + " (" + cause.getMessage() + ")"
        : String.valueOf(cause.getMessage());
  }

  private static String reason(SQLiteErrorCode extended) {
    if (extended == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE) {
      return "there is no room for its file -shm: the disk is full or failed";
    }
    return switch (primary(extended)) {
      case SQLITE_NOTADB -> "the file is not a SQLite database";
      case SQLITE_CANTOPEN -> "the file cannot be opened; is its directory there?";
      case SQLITE_READONLY, SQLITE_PERM -> "the file or its directory is not writable";
      case SQLITE_FULL -> "the disk is full";
      case SQLITE_IOERR -> "the disk failed";
      case SQLITE_CORRUPT -> "the file is damaged";
      case SQLITE_INTERRUPT -> "its statements ran longer than statement_timeout allows";
      default -> "SQLite failed";
    };
  }

  /**
   * Returns the failure, or a copy with an escaped message if its message has control characters.
   */
  static SQLException printable(SQLException failure) {
    String message = String.valueOf(failure.getMessage());
    String escaped = dev.eventstreams.spi.Names.printable(message);
    if (escaped.equals(message)) {
      return failure;
    }
    SQLException printable = failure instanceof SQLiteException sqlite
        ? new SQLiteException(escaped, sqlite.getResultCode())
        : new SQLException(escaped, failure.getSQLState(), failure.getErrorCode());
    printable.setStackTrace(failure.getStackTrace());
    return printable;
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
        ? primary(sqlite.getResultCode())
        : SQLiteErrorCode.UNKNOWN_ERROR;
  }

  private static SQLiteErrorCode primary(SQLiteErrorCode extended) {
    return SQLiteErrorCode.getErrorCode(extended.code & PRIMARY);
  }
}
