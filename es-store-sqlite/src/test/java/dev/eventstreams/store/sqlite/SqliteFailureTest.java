package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's error codes as exceptions and messages. */
final class SqliteFailureTest {

  private static final Path FILE = Path.of("/data/events.db");

  @ParameterizedTest
  @CsvSource({
    "SQLITE_NOTADB, the file is not a SQLite database",
    "SQLITE_CANTOPEN, the file cannot be opened",
    "SQLITE_READONLY, the file or its directory is not writable",
    "SQLITE_READONLY_DIRECTORY, the file or its directory is not writable",
    "SQLITE_PERM, the file or its directory is not writable",
    "SQLITE_FULL, the disk is full",
    "SQLITE_IOERR, the disk failed",
    "SQLITE_IOERR_FSYNC, the disk failed",
    "SQLITE_IOERR_SHMSIZE, there is no room for its file -shm",
    "SQLITE_CORRUPT, the file is damaged",
    "SQLITE_INTERRUPT, its statements ran longer than statement_timeout allows",
    "SQLITE_MISUSE, SQLite failed"
  })
  void failureNamesTheFileTheReasonAndTheDriversMessage(SQLiteErrorCode code, String reason) {
    SQLException cause = new SQLiteException("the driver's words", code);
    EventStoreException failure = SqliteFailure.of(FILE, "append to", cause);
    Samples.assertSays(
        assertInstanceOf(StorageException.class, failure),
        "append to",
        FILE.toString(),
        reason,
        "the driver's words");
    assertSame(cause, failure.getCause());
    StorageException commit = SqliteFailure.unknownCommit(FILE, cause);
    assertTrue(commit.outcomeUnknown());
    Samples.assertSays(commit, FILE.toString(), reason);
    assertFalse(SqliteFailure.isBusy(cause));
  }

  @ParameterizedTest
  @CsvSource({"SQLITE_BUSY", "SQLITE_BUSY_SNAPSHOT", "SQLITE_LOCKED", "SQLITE_LOCKED_SHAREDCACHE"})
  void busyCodesAreReportedAsALockedStore(SQLiteErrorCode code) {
    SQLException cause = new SQLiteException("locked", code);
    assertTrue(SqliteFailure.isBusy(cause));
    EventStoreException failure = SqliteFailure.of(FILE, "open", cause);
    Samples.assertSays(
        assertInstanceOf(StoreLockedException.class, failure),
        FILE.toString(),
        "another process holds its lock, or its file system has no locks");
  }

  @Test
  void failureWithoutASqliteCodeKeepsItsMessage() {
    StorageException commit =
        SqliteFailure.unknownCommit(FILE, new IllegalStateException("other words"));
    Samples.assertSays(commit, "other words");
    assertFalse(SqliteFailure.isBusy(new SQLException("no code")));
    assertFalse(SqliteFailure.isConstraint(new SQLException("no code")));
    assertTrue(SqliteFailure.isConstraint(
        new SQLiteException("twice", SQLiteErrorCode.SQLITE_CONSTRAINT_UNIQUE)));
  }

  @Test
  void controlCharactersOfAMessageAreShownAsEscapes() {
    SQLiteException planted =
        new SQLiteException("no such table: \u001b[2J", SQLiteErrorCode.SQLITE_ERROR);
    SQLException shown = SqliteFailure.printable(planted);
    assertFalse(shown.toString().contains("\u001b"), shown.toString());
    assertSame(
        SQLiteErrorCode.SQLITE_ERROR,
        assertInstanceOf(SQLiteException.class, shown).getResultCode());
    SQLException other = SqliteFailure.printable(new SQLException("\u0007", "42000", 7));
    assertEquals("42000", other.getSQLState());
    assertEquals(7, other.getErrorCode());
    SQLException plain = new SQLException("plain");
    assertSame(plain, SqliteFailure.printable(plain));
  }
}
