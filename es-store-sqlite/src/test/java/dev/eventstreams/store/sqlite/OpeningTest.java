package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may exist at the path, and how an opening handles it. */
final class OpeningTest {

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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain.db",
        "with space.db",
        "a?mode=memory&cache=shared.db",
        "100%41.db",
        "fragment#1.db",
        "ünïcödé-日本-😀.db",
        ":memory:.db",
        "file:x.db",
        "semi;colon'quote\"double.db",
        "back\\slash.db",
        "+plus+.db"
      })
  void keepsEventsInTheVeryFileThatThePathNames(String name) {
    Path file = directory.resolve(name);
    for (int round = 1; round <= 2; round++) {
      try (StorageHandle store = Samples.open(StoreUrl.parse(Samples.url(file).toString()))) {
        store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
        assertEquals(round, Samples.readAll(store, EventFilter.all()).size());
        assertEquals(file.toString(), store.location());
        assertTrue(Files.exists(file), "no file " + file);
      }
    }
    assertEquals(1, directory.toFile().listFiles().length, "files left beside " + name);
  }

  @Test
  void relativePathIsBelowTheWorkingDirectory() {
    assertEquals(
        Path.of("some.db").toAbsolutePath(),
        SqliteSettings.of(StoreUrl.parse("sqlite:some.db")).path());
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

  // This happens if the file is lost after a crash, or if a copy contains only the log.
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void logWithoutItsFileIsRefusedAndKept(boolean empty) throws Exception {
    Path file = directory.resolve("events.db");
    Path log = directory.resolve("events.db-wal");
    byte[] kept;
    try (StorageHandle store = Samples.open(file)) {
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
      kept = Files.readAllBytes(log);
    }
    byte[] database = Files.readAllBytes(file);
    Files.delete(file);
    if (empty) {
      Files.createFile(file);
    }
    Files.write(log, kept);

    var failure = assertThrows(StorageException.class, () -> Samples.open(file));
    Samples.assertSays(
        failure, file.toString(), "missing or empty", "events.db-wal", kept.length + " bytes");
    assertArrayEquals(kept, Files.readAllBytes(log));
    assertEquals(empty, Files.exists(file));

    Files.write(file, database);
    try (StorageHandle store = Samples.open(file)) {
      assertEquals(1, Samples.readAll(store, EventFilter.all()).size());
    }
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
    var failure = assertThrows(StorageException.class, () -> Samples.open(file));
    Samples.assertSays(failure, file.toString(), "accounts");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM sqlite_schema")) {
      assertEquals(2, rows.getInt(1));
    }
  }

  @Test
  void newerSchemaIsRefused() throws Exception {
    Path file = directory.resolve("events.db");
    Samples.open(file).close();
    raw(file, "UPDATE store SET value = 2 WHERE name = 'schema'");
    var failure = assertThrows(StorageException.class, () -> Samples.open(file));
    Samples.assertSays(failure, file.toString(), "version 2", "use a newer one");
  }

  @Test
  void emptyFileBecomesStore() throws Exception {
    Path file = Files.createFile(directory.resolve("events.db"));
    try (StorageHandle store = Samples.open(file)) {
      assertEquals(0, store.head(null).last());
    }
  }

  @Test
  void openingGivesUpOnLockedFileAfterTheBusyTimeout() throws Exception {
    Path file = directory.resolve("events.db");
    Samples.open(file).close();
    try (Connection holder = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = holder.createStatement()) {
      statement.execute("PRAGMA locking_mode = EXCLUSIVE");
      statement.execute("BEGIN EXCLUSIVE");
      var failure = assertThrows(
          StoreLockedException.class,
          () -> Samples.open(Samples.url(file).with("busy_timeout", "20")));
      Samples.assertSays(failure, file.toString(), "lock");
    }
    Samples.open(file).close();
  }

  @Test
  void urlWithoutFileIsRefused() {
    for (String url : new String[] {"sqlite:", "sqlite::memory:"}) {
      var failure =
          assertThrows(IllegalArgumentException.class, () -> Samples.open(StoreUrl.parse(url)));
      Samples.assertSays(failure, "names no file");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "synchronous=off",
        "synchronous=FULL",
        "busy_timeout=-1",
        "busy_timeout=1s",
        "busy_timeout=9999999",
        "journal_mode=delete"
      })
  void wrongOptionIsRefused(String option) {
    StoreUrl url = StoreUrl.parse(Samples.url(directory.resolve("events.db")) + "?" + option);
    assertThrows(IllegalArgumentException.class, () -> Samples.open(url));
  }

  @Test
  void fullSynchronousIsTakenFromTheUrl() {
    StoreUrl url = Samples.url(directory.resolve("events.db")).with("synchronous", "full");
    assertEquals("FULL", SqliteSettings.of(url).synchronous());
    try (StorageHandle store = Samples.open(url)) {
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
      assertEquals(1, store.head("s").last());
    }
  }

  @Test
  void everyCapabilityIsDeclared() {
    StoreUrl url = Samples.url(directory.resolve("events.db"));
    assertEquals(Set.of(Capability.values()), new SqliteStorageProvider().capabilities(url));
  }
}
