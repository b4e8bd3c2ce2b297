package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is done to the files of a store while it is open ends that opening: nothing is acknowledged that is not in the store. */
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

  private enum Damage {
    DELETED {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        Samples.delete(test.directory());
      }
    },
    DELETED_AND_MADE_AGAIN {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        Samples.delete(test.directory());
        Files.createDirectory(test.directory());
      }
    },
    MOVED {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        Files.move(test.directory(), test.folder.resolve("moved"));
      }
    },
    REPLACED {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        Files.move(test.directory(), test.folder.resolve("moved"));
        Samples.copy(test.folder.resolve("other"), test.directory());
      }
    },
    RESTORED_AS_NEW_FILES {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        Samples.delete(test.directory());
        Samples.copy(test.folder.resolve("backup"), test.directory());
      }
    },
    RESTORED_IN_PLACE {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        Path backup = test.folder.resolve("backup");
        for (String name :
            List.of("head", "00000001.jsonl")) { // as cp does it: into the same files
          Files.write(test.directory().resolve(name), Files.readAllBytes(backup.resolve(name)));
        }
      }
    },
    LOG_REPLACED_ALONE {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        byte[] log = Files.readAllBytes(test.log());
        Files.delete(test.log());
        Files.write(test.log(), log);
      }
    },
    LOG_DELETED_ALONE {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        Files.delete(test.log());
      }
    },
    TRUNCATED {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        try (FileChannel log = FileChannel.open(test.log(), StandardOpenOption.WRITE)) {
          log.truncate(log.size() - 1);
        }
      }
    },
    APPENDED_TO {
      @Override
      void happen(ReplacedStoreTest test) throws IOException {
        Files.writeString(test.log(), "\n", StandardOpenOption.APPEND);
      }
    };

    abstract void happen(ReplacedStoreTest test) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void writerOfAStoreThatIsNoMoreTheSameFailsForGood(Damage damage) throws IOException {
    try (StorageHandle store = Samples.open(directory())) {
      for (int i = 0; i < 3; i++) {
        Samples.append(store, "s", Samples.event("T", "{}", "acknowledged"));
      }
      damage.happen(this);
      for (int i = 0; i < 3; i++) {
        StorageException failure = assertThrows(
            StorageException.class,
            () -> Samples.append(store, "s", Samples.event("T", "{}", "late")));
        Samples.assertSays(
            failure, "while", "open", "nothing was written", directory().toString());
        assertTrue(!failure.outcomeUnknown(), "outcomeUnknown");
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
  void followerOfAStoreThatIsNoMoreTheSameFailsForGood(Damage damage) throws IOException {
    try (StorageHandle store = Samples.open(directory());
        StorageHandle follower = Samples.open(directory(), "mode", "read")) {
      for (int i = 0; i < 3; i++) {
        Samples.append(store, "s", Samples.event("T", "{}", "acknowledged"));
      }
      assertEquals(3, Samples.readAll(follower).size());
      damage.happen(this);
      for (int i = 0; i < 2; i++) {
        StorageException failure =
            assertThrows(StorageException.class, () -> Samples.readAll(follower));
        Samples.assertSays(failure, "while it was open", directory().toString());
        failure = assertThrows(StorageException.class, () -> follower.head("s"));
        Samples.assertSays(failure, "while it was open");
      }
    }
  }

  @Test
  void readerNeverMixesTwoStores() throws IOException {
    try (StorageHandle store = Samples.open(directory(), "segment", "4096")) {
      for (int i = 0; i < 40; i++) { // more segments than are kept open
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
