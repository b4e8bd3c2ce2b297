package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A value is absent only if the system reports that the file does not exist. Every other error is
 * reported.
 */
final class StoredValuesTest {

  private static final byte[] VALUE = {1, 2, 3};

  @TempDir
  Path folder;

  private Path directory() {
    return folder.resolve("events");
  }

  private Path file() throws IOException {
    return Folders.list(directory().resolve("settled")).get(0);
  }

  private void assertIsNotPutAnew(StorageHandle store) {
    assertThrows(StorageException.class, () -> store.value("name"));
    assertThrows(StorageException.class, () -> store.putIfAbsent("name", new byte[] {9}));
  }

  @Test
  void valueThatCannotBeReadIsNotTakenForAbsent() throws IOException {
    try (StorageHandle store = Samples.open(directory())) {
      assertNull(store.value("name"));
      assertArrayEquals(VALUE, store.putIfAbsent("name", VALUE));
      Path file = file();
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      // Files.exists returns false here. But following the link fails with an error that does not
      // mean absence.
      Files.createSymbolicLink(file, file.getFileName());
      assertTrue(!Files.exists(file));
      assertIsNotPutAnew(store);
      assertTrue(Files.isSymbolicLink(file), "the file was replaced");
      Files.delete(file);
      Files.write(file, content);
      assertArrayEquals(VALUE, store.putIfAbsent("name", new byte[] {9}));
    }
  }

  @Test
  void valueBelowAFileInPlaceOfTheDirectoryIsNotTakenForAbsent() throws IOException {
    try (StorageHandle store = Samples.open(directory())) {
      assertArrayEquals(VALUE, store.putIfAbsent("name", VALUE));
      Path settled = directory().resolve("settled");
      Files.move(settled, folder.resolve("away"));
      Files.writeString(settled, "no directory");
      assertIsNotPutAnew(store);
    }
  }

  @Test
  void encryptedStoreWithoutTheDirectoryOfItsValuesIsDamaged() throws IOException {
    try (StorageHandle store = Samples.open(directory())) {
      Samples.append(
          store, "s", new NewEvent("T", "id", false, List.of(), "{}", Bytes.utf8("sealed"), 1));
    }
    Files.delete(directory().resolve("settled"));
    StorageException damage = assertThrows(StorageException.class, () -> Samples.open(directory()));
    Samples.assertSays(damage, "damaged", "settled is missing");
    assertTrue(Files.notExists(directory().resolve("settled")));
    try (StorageHandle reader = Samples.open(directory(), "mode", "read")) {
      EventRecord event = Samples.readAll(reader).get(0);
      assertEquals("sealed", event.data().utf8());
    }
  }
}
