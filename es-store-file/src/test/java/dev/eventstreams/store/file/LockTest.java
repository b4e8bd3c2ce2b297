package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StoreLockedException;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One opening at a time writes; the second one hears who does. */
final class LockTest {

  @TempDir
  Path folder;

  @Test
  void secondOpeningInThisProcessIsRefusedAndTheFirstKeepsItsLock() throws Exception {
    Path directory = folder.resolve("events");
    try (StorageHandle first = Samples.open(directory)) {
      Path link = Files.createSymbolicLink(folder.resolve("link"), directory);
      for (Path path : List.of(directory, link, folder.resolve("link/../events"))) {
        StoreLockedException refused =
            assertThrows(StoreLockedException.class, () -> Samples.open(path));
        Samples.assertSays(refused, directory.toRealPath().toString(), "this process");
        Samples.assertSays(refused, "process " + ProcessHandle.current().pid());
      }
      Samples.append(first, "s", Samples.event("T", "{}", "x"));
      try (Peer other = Peer.start("hold", Samples.url(directory).toString())) {
        Samples.assertSays(new Exception(other.hear()), "StoreLockedException", "another process");
      }
    }
    Samples.open(directory).close();
  }

  @Test
  void openingThatAnotherProcessHoldsIsRefusedAndNamesItUntilThatIsKilled() throws Exception {
    Path directory = folder.resolve("events");
    try (Peer holder = Peer.start("hold", Samples.url(directory).toString())) {
      assertEquals("open", holder.hear());
      StoreLockedException refused =
          assertThrows(StoreLockedException.class, () -> Samples.open(directory));
      Samples.assertSays(
          refused, directory.toRealPath().toString(), "(process " + holder.pid() + ")");
      Samples.open(directory, "mode", "read").close();
      assertThrows(StoreLockedException.class, () -> Samples.open(directory));
      holder.kill();
    }
    Samples.open(directory).close();
  }

  @Test
  void ofManyThreadsThatOpenAtOnceOneGetsTheStore() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      for (int round = 0; round < 20; round++) {
        Path directory = folder.resolve("events-" + round);
        CyclicBarrier together = new CyclicBarrier(8);
        List<Future<StorageHandle>> openings = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
          openings.add(threads.submit(() -> {
            together.await();
            return Samples.open(directory);
          }));
        }
        List<StorageHandle> opened = new ArrayList<>();
        for (Future<StorageHandle> opening : openings) {
          try {
            opened.add(opening.get());
          } catch (java.util.concurrent.ExecutionException e) {
            assertInstanceOf(StoreLockedException.class, e.getCause());
          }
        }
        opened.forEach(StorageHandle::close);
        assertEquals(1, opened.size(), "stores opened before any was closed");
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void interruptedThreadOpensAndClosesAndKeepsItsFlag() {
    Path directory = folder.resolve("events");
    Thread.currentThread().interrupt();
    try (StorageHandle store = Samples.open(directory)) {
      Samples.append(store, "s", Samples.event("T", "{}", "x"));
      assertEquals(1, Samples.readAll(store).size());
    }
    assertTrue(Thread.interrupted(), "the flag");
  }
}
