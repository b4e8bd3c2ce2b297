package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A change to the files of an open store ends that opening. No append is acknowledged that is not
 * in the store.
 */
final class ReplacedStoreTest {

  @TempDir
  Path folder;

  @BeforeEach
  void makeOthers() throws IOException {
    for (String name : List.of("other", "backup")) {
      try (StorageHandle store = Samples.open(folder.resolve(name))) {
        Samples.append(store, "s", Samples.event("T", "{}", name));
      }
    }
  }

  private Path directory() {
    return folder.resolve("events");
  }

  private Path log() {
    return directory().resolve("00000001.jsonl");
  }

  @ParameterizedTest
  @EnumSource
  void writerOfAChangedStoreFailsForGood(Damage damage) throws IOException {
    try (StorageHandle store = Samples.open(directory())) {
      for (int i = 0; i < 3; i++) {
        Samples.append(store, "s", Samples.event("T", "{}", "acknowledged"));
      }
      damage.happen(folder);
      for (int i = 0; i < 3; i++) {
        StorageException failure = assertThrows(
            StorageException.class,
            () -> Samples.append(store, "s", Samples.event("T", "{}", "late")));
        Samples.assertSays(
            failure, "while", "open", "nothing was written", directory().toString());
        assertTrue(failure.lost(), "lost");
      }
      assertThrows(
          StorageException.class,
          () -> store.saveSnapshot(new StoredSnapshot("s", "p", 1, 2, Bytes.utf8("state"), 0)));
      assertThrows(StorageException.class, () -> store.putIfAbsent("name", new byte[1]));
    }
    assertNothingWasPut();
  }

  private void assertNothingWasPut() throws IOException {
    Path settled = directory().resolve("settled");
    assertEquals(List.of(), Folders.list(settled));
    assertEquals(List.of(), Folders.list(directory().resolve("snapshots")));
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DELETED",
        "DELETED_AND_MADE_AGAIN",
        "MOVED",
        "REPLACED",
        "RESTORED_AS_NEW_FILES",
        "RESTORED_IN_PLACE"
      })
  void followerOfAChangedStoreFailsForGood(Damage damage) throws IOException {
    try (StorageHandle store = Samples.open(directory());
        StorageHandle follower = Samples.open(directory(), "mode", "read")) {
      for (int i = 0; i < 3; i++) {
        Samples.append(store, "s", Samples.event("T", "{}", "acknowledged"));
      }
      assertEquals(3, Samples.readAll(follower).size());
      damage.happen(folder);
      for (int i = 0; i < 2; i++) {
        StorageException failure =
            assertThrows(StorageException.class, () -> Samples.readAll(follower));
        Samples.assertSays(failure, "while it was open", directory().toString());
        assertTrue(failure.lost(), "lost");
        failure = assertThrows(StorageException.class, () -> follower.head("s"));
        Samples.assertSays(failure, "while it was open");
      }
    }
  }

  @Test
  void readerNeverMixesTwoStores() throws IOException {
    try (StorageHandle store = Samples.open(directory(), "segment", "4096")) {
      for (int i = 0; i < 40; i++) { // more segments than files that stay open
        Samples.append(store, "s", Samples.event("T", "{}", "x".repeat(4_000)));
      }
      assertEquals(40, Samples.readAll(store).size());
      Files.move(log(), folder.resolve("away"));
      Files.copy(folder.resolve("away"), log());
      StorageException failure = assertThrows(StorageException.class, () -> Samples.readAll(store));
      Samples.assertSays(failure, log().toString(), "was replaced");
    }
  }
}
