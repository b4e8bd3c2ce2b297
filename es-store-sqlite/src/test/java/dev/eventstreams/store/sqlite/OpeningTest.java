package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StoreUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
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

  private static StorageHandle open(Path file, boolean create) {
    return new SqliteStorageProvider()
        .open(Samples.url(file), new StorageOptions(Clock.systemUTC(), create));
  }

  // An opening that was cut off leaves an empty file.
  @Test
  void emptyFileIsNoExistingStore() throws Exception {
    Path file = Files.createFile(directory.resolve("events.db"));
    var failure = assertThrows(StorageException.class, () -> open(file, false));
    Samples.assertSays(failure, "there is no store in " + file);
    assertEquals(0, Files.size(file));
  }

  // VACUUM INTO makes such a copy.
  @Test
  void copyWithoutAWriteAheadLogIsOpened() throws Exception {
    Path file = directory.resolve("events.db");
    Path copy = directory.resolve("copy.db");
    Samples.openAndAppend(file).close();
    raw(file, "VACUUM INTO '" + copy + "'");
    try (StorageHandle store = Samples.openAndAppend(copy)) {
      assertEquals(2, store.head("s").last());
      assertTrue(Files.size(directory.resolve("copy.db-wal")) > 0, "no log");
    }
  }

  @Test
  @Timeout(120)
  void openingWaitsForAReaderOfTheEmptyFile() throws Exception {
    Path file = directory.resolve("events.db");
    try (Connection reader = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = reader.createStatement()) {
      statement.execute("BEGIN");
      statement.executeQuery("SELECT count(*) FROM sqlite_schema").close();
      FutureTask<StorageHandle> opening =
          new FutureTask<>(() -> Samples.open(Samples.url(file).with("busy_timeout", "3600000")));
      Thread thread = new Thread(opening);
      thread.start();
      Await.until(
          () -> thread.getState() == Thread.State.TIMED_WAITING || opening.isDone(),
          "the opening waits");
      statement.execute("COMMIT");
      opening.get().close();
    }
  }

  @Test
  void onlyItsOwnerMayWriteToTheStoreWhateverTheProcessAllows() throws Exception {
    Path file = directory.resolve("events.db");
    Process process = Jvm.startAfter("umask 000", Opener.class, List.of());
    try {
      process.getOutputStream().write((file + "\n").getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      assertEquals(
          List.of("done"), process.inputReader(StandardCharsets.UTF_8).lines().toList());
    } finally {
      process.destroyForcibly();
    }
    assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  // The system may count a log as written that is not on the disk. Copying it writes it again.
  @Test
  void openingThatSurvivesPowerLossCopiesTheLogIntoTheFile() throws Exception {
    Path file = directory.resolve("events.db");
    try (StorageHandle store = Samples.open(file)) {
      store.append(List.of(Samples.append("s", Samples.event("T", "{}", "only in the log"))));
      assertFalse(contains(file, "only in the log"));
      Samples.open(Samples.url(file).with("synchronous", "full")).close();
      assertTrue(contains(file, "only in the log"));
    }
  }

  private static boolean contains(Path file, String text) throws Exception {
    return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
  }
}
