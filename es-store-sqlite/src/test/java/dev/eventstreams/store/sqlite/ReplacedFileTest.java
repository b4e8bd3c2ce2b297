package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/**
 * The files of an open store are removed or replaced: the store fails permanently, and does not
 * change the files that are at the path now.
 */
final class ReplacedFileTest {

  private Path directory;
  private Path file;
  private StorageHandle store;
  private Notifier notifier;

  @BeforeEach
  void open(@TempDir Path temporary) {
    directory = temporary;
    file = directory.resolve("events.db");
    store = Samples.open(file);
    notifier = store.notifier();
    append(store);
    Samples.readAll(store, EventFilter.all());
  }

  @AfterEach
  void close() {
    notifier.close();
    store.close();
  }

  private static void append(StorageHandle store) {
    store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(path -> path.getFileName().toString().startsWith("events.db"))
          .sorted()
          .toList();
    }
  }

  private void delete() throws IOException {
    for (Path path : files()) {
      Files.delete(path);
    }
  }

  private void move(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path path : List.of("", "-wal", "-shm").stream()
        .map(suffix -> Path.of("events.db" + suffix))
        .toList()) {
      Files.move(from.resolve(path), to.resolve(path));
    }
  }

  /**
   * Asserts that every call of the store fails with a message that contains the path and these
   * words.
   */
  private void assertFailed(String... words) {
    for (Executable call : List.<Executable>of(
        () -> append(store),
        () -> Samples.readAll(store, EventFilter.all()),
        () -> store.head(null),
        () -> store.head("s"),
        () -> store.loadSnapshot("s", "p"),
        () -> store.saveSnapshot(new StoredSnapshot("s", "p", 1, 1, Bytes.empty(), 0)),
        () -> store.deleteSnapshots("s"),
        () -> store.putIfAbsent("name", new byte[1]),
        () -> store.value("name"),
        () -> notifier.await(Duration.ZERO),
        store::notifier)) {
      var failure = assertThrows(StorageException.class, call);
      assertFalse(failure.outcomeUnknown());
      assertTrue(failure.lost());
      Samples.assertSays(failure, file.toString());
      Samples.assertSays(failure, words);
    }
  }

  @Test
  void deletedStoreFailsForGoodAndMakesNoNewOne() throws Exception {
    delete();
    assertFailed("deleted or moved");
    store.close();
    assertEquals(List.of(), files());
  }

  @Test
  void storeWithoutItsDatabaseFailsForGood() throws Exception {
    Files.delete(file);
    assertFailed("deleted or moved", "events.db is not there");
    assertTrue(Files.notExists(file));
  }

  @Test
  void storeWithoutItsLogFailsForGood() throws Exception {
    Files.delete(directory.resolve("events.db-wal"));
    assertFailed("deleted or moved", "events.db-wal is not there");
  }

  @Test
  void storeWithoutTheIndexOfItsLogFailsForGood() throws Exception {
    Files.delete(directory.resolve("events.db-shm"));
    assertFailed("deleted or moved", "events.db-shm is not there");
  }

  @Test
  void movedStoreFailsForGoodAlsoWhenItIsMovedBack() throws Exception {
    Path elsewhere = directory.resolve("elsewhere");
    move(directory, elsewhere);
    assertFailed("deleted or moved");
    move(elsewhere, directory);
    assertFailed("deleted or moved");
    store.close();
    try (StorageHandle again = Samples.open(file)) {
      assertEquals(1, again.head(null).last());
    }
  }

  @Test
  void anotherStoreInItsPlaceIsNeitherReadNorWritten() throws Exception {
    delete();
    try (StorageHandle other = Samples.open(file)) {
      append(other);
      append(other);
      assertFailed("replaced");
      store.close();
      append(other);
      assertEquals(3, Samples.readAll(other, EventFilter.all()).size());
    }
    try (StorageHandle other = Samples.open(file)) {
      assertEquals(3, other.head(null).last());
    }
  }

  @Test
  void restoredBackupIsNeitherReadNorWritten() throws Exception {
    Path backup = directory.resolve("backup");
    close();
    Files.copy(file, backup);
    open(directory);
    delete();
    Files.copy(backup, file);
    assertFailed("replaced");
    store.close();
    try (StorageHandle restored = Samples.open(file)) {
      assertEquals(1, restored.head(null).last());
    }
  }

  @Test
  void truncatedStoreFailsForGood() throws Exception {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(0);
    }
    assertFailed("cut off");
  }

  // Writes into the open file, as cp does.
  private void overwriteByAStoreOf(int events) throws IOException {
    Path other = directory.resolve("other.db");
    try (StorageHandle larger = Samples.open(other)) {
      for (int i = 0; i < events; i++) {
        larger.append(List.of(Samples.append("s", Samples.event("T", "{}", "x".repeat(10_000)))));
      }
    }
    Files.write(file, Files.readAllBytes(other));
  }

  @Test
  void storeThatIsOverwrittenByALargerOneFailsForGood() throws Exception {
    overwriteByAStoreOf(100);
    for (int i = 0; i < 3; i++) {
      var failure = assertThrows(StorageException.class, () -> append(store));
      assertTrue(failure.lost());
      Samples.assertSays(failure, file.toString(), "overwritten", "committed");
    }
    assertFailed("overwritten");
  }

  @Test
  void storeThatIsOverwrittenByASmallerOneFailsForGood() throws Exception {
    store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x".repeat(1_000_000)))));
    copyTheLog("PASSIVE");
    append(store);
    overwriteByAStoreOf(1);
    assertFailed("cut off");
  }

  private void copyTheLog(String how) throws SQLException {
    try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute("PRAGMA wal_checkpoint(" + how + ")");
    }
  }

  @Test
  void storeThatGrowsByItsOwnLogIsNotTakenForOverwritten() throws Exception {
    try (StorageHandle other = Samples.open(file)) {
      for (int i = 0; i < 30; i++) {
        for (StorageHandle writer : List.of(store, other, other, store)) {
          writer.append(List.of(
              Samples.append("s", Samples.event("T", "{}", "x".repeat(i * 1_000)))));
          copyTheLog(i % 2 == 0 ? "PASSIVE" : "TRUNCATE");
        }
      }
      assertEquals(121, Samples.readAll(store, EventFilter.all()).size());
    }
  }

  @Test
  void undamagedStoreKeepsWorkingBesideAnotherHandle() throws Exception {
    try (StorageHandle other = Samples.open(file)) {
      for (int i = 0; i < 50; i++) {
        append(store);
        append(other);
      }
    }
    append(store);
    assertEquals(102, Samples.readAll(store, EventFilter.all()).size());
  }
}
