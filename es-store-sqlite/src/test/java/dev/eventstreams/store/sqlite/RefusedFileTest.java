package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files and paths that are no store: the message names them, and they stay as they are. */
final class RefusedFileTest {

  @TempDir
  Path directory;

  private void raw(Path file, String... statements) throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static StorageHandle open(Path file, boolean create) {
    return new SqliteStorageProvider()
        .open(Samples.url(file), new StorageOptions(Clock.systemUTC(), create));
  }

  @Test
  void refusedFilesAreNotLeftOpen() throws Exception {
    Path text = directory.resolve("text.db");
    Files.writeString(text, "not a database, but a text that is long enough.\n".repeat(100));
    Path other = directory.resolve("other.db");
    raw(other, "CREATE TABLE accounts (id INTEGER)");
    for (Path file : List.of(text, other)) {
      long before = openFiles();
      for (int i = 0; i < 50; i++) {
        assertThrows(StorageException.class, () -> Samples.open(file));
      }
      assertTrue(openFiles() < before + 25, file.toString());
    }
  }

  // On a platform that does not count open files, this checks nothing.
  private static long openFiles() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : 0;
  }

  @Test
  void pathBelowAFileIsRefused() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    var failure =
        assertThrows(StorageException.class, () -> Samples.open(file.resolve("events.db")));
    Samples.assertSays(failure, "the directory " + file + " ", "is not there");
  }

  @Test
  void nameThatTheFileSystemRefusesIsNamedWithTheReason() {
    Path file = directory.resolve("x".repeat(300));
    for (boolean create : new boolean[] {true, false}) {
      var failure = assertThrows(StorageException.class, () -> open(file, create));
      Samples.assertSays(failure, "cannot open " + file + ": ");
    }
  }

  @Test
  void missingDirectoryIsNamedAndNotMade() {
    Path file = directory.resolve("missing").resolve("events.db");
    var failure = assertThrows(StorageException.class, () -> Samples.open(file));
    Samples.assertSays(failure, file.toString(), "the directory", "is not there");
    assertTrue(Files.notExists(directory.resolve("missing")));
  }

  @Test
  void directoryInPlaceOfTheFileIsRefused() {
    var failure = assertThrows(StorageException.class, () -> Samples.open(directory));
    Samples.assertSays(failure, directory.toString(), "is a directory");
  }

  @Test
  void nothingThatATerminalObeysIsInAMessage() throws Exception {
    Path file = directory.resolve("\u001b[2Ja\nb\u202e");
    Files.writeString(file, "in place of a database".repeat(100));
    for (Path path : List.of(file, file.resolve("events.db"))) {
      var failure = assertThrows(StorageException.class, () -> Samples.open(path));
      Samples.assertSays(failure, "\\u001b[2Ja\\u000ab\\u202e");
      assertTrue(String.valueOf(failure.getMessage()).chars().noneMatch(Character::isISOControl));
    }
  }

  @Test
  void fileThatIsNotSqliteIsRefusedAndLeftAsItIs() throws Exception {
    Path file = directory.resolve("events.db");
    String text = "not a database, but a text that is long enough to be one.\n".repeat(100);
    Files.writeString(file, text);
    var failure = assertThrows(StorageException.class, () -> Samples.open(file));
    Samples.assertSays(failure, file.toString(), "not a SQLite database");
    assertEquals(text, Files.readString(file));
  }

  @Test
  void databaseOfSomethingElseIsRefusedAndLeftAsItIs() throws Exception {
    Path file = directory.resolve("other.db");
    raw(file, "CREATE TABLE accounts (id INTEGER)", "CREATE TABLE store (shelf TEXT)");
    byte[] before = Files.readAllBytes(file);
    var failure = assertThrows(StorageException.class, () -> Samples.open(file));
    Samples.assertSays(failure, file.toString(), "\"accounts\", \"store\"");
    assertFalse(String.valueOf(failure.getMessage()).contains("more"), failure.getMessage());
    assertArrayEquals(before, Files.readAllBytes(file));
    assertEquals(1, directory.toFile().listFiles().length, "files left beside it");
  }

  @Test
  void manyTablesOfSomethingElseAreCounted() throws Exception {
    Path file = directory.resolve("other.db");
    for (int i = 1; i <= 12; i++) {
      raw(file, "CREATE TABLE t" + i + " (x)");
      if (i >= 10) {
        var failure = assertThrows(StorageException.class, () -> Samples.open(file));
        assertTrue(
            String.valueOf(failure.getMessage())
                .endsWith("\"t10\"" + (i == 10 ? "" : " and " + (i - 10) + " more")),
            failure.getMessage());
      }
    }
  }
}
