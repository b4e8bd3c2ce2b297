package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A symbolic link in place of the file: SQLite keeps its log beside the target. */
final class LinkedFileTest {

  @TempDir
  Path directory;

  @Test
  void storeIsOpenedThroughALink() throws Exception {
    Path file = directory.resolve("events.db");
    Samples.openAndAppend(file).close();
    Path link = link(file);
    try (StorageHandle store = Samples.openAndAppend(link)) {
      assertEquals(2, store.head("s").last());
      Files.delete(link);
      Files.createSymbolicLink(link, Files.createFile(directory.resolve("other.db")));
      assertTrue(assertThrows(StorageException.class, () -> store.head("s")).lost());
    }
  }

  private Path link(Path file) throws Exception {
    Path link = Files.createDirectory(directory.resolve("links")).resolve("link.db");
    return Files.createSymbolicLink(link, file);
  }

  @Test
  void logWithoutItsFileIsKeptBehindALink() throws Exception {
    Path file = Files.createFile(directory.resolve("events.db"));
    Path log = Files.writeString(directory.resolve("events.db-wal"), "events");
    Path link = link(file);
    var failure = assertThrows(StorageException.class, () -> Samples.open(link));
    Samples.assertSays(failure, "missing or empty", "events.db-wal", "6 bytes");
    assertEquals("events", Files.readString(log));
  }

  @Test
  void linkToNothingIsRefusedAndMakesNoFile() throws Exception {
    Path file = directory.resolve("events.db");
    Path log = Files.writeString(directory.resolve("events.db-wal"), "events");
    Path link = link(file);
    assertThrows(StorageException.class, () -> Samples.open(link));
    assertTrue(Files.notExists(file));
    assertEquals("events", Files.readString(log));
  }
}
