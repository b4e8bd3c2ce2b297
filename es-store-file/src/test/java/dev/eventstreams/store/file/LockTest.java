package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StorageHandle;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
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

/** Only one opening at a time writes. The failure of a second opening names the holder. */
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
  void openingIsRefusedAndNamesTheHoldingProcessUntilThatIsKilled() throws Exception {
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
  void lockThatIsALinkIsRefusedAndItsTargetIsKept() throws Exception {
    Path directory = folder.resolve("events");
    Samples.open(directory).close();
    Path precious = Files.writeString(folder.resolve("precious"), "precious");
    Files.delete(directory.resolve("lock"));
    Files.createSymbolicLink(directory.resolve("lock"), precious);
    StorageException refused = assertThrows(StorageException.class, () -> Samples.open(directory));
    Samples.assertSays(refused, directory.resolve("lock").toString());
    assertEquals("precious", Files.readString(precious));

    Path missing = folder.resolve("missing");
    Files.delete(directory.resolve("lock"));
    Files.createSymbolicLink(directory.resolve("lock"), missing);
    assertThrows(StorageException.class, () -> Samples.open(directory));
    assertFalse(Files.exists(missing), "made by the opening");
    Files.delete(directory.resolve("lock"));
    Samples.open(directory).close();
  }

  @Test
  void onlyOneOfManyConcurrentOpeningsGetsTheStore() throws Exception {
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

  private static URLClassLoader copyOfTheLibrary() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @Test
  void openingInAnotherClassLoaderIsRefusedAndTheFirstKeepsItsLock() throws Exception {
    Path directory = folder.resolve("events");
    String url = Samples.url(directory).toString();
    try (StorageHandle first = Samples.open(directory)) {
      ClassLoader own = Thread.currentThread().getContextClassLoader();
      try (URLClassLoader loader = copyOfTheLibrary()) {
        Thread.currentThread().setContextClassLoader(loader); // the loader that finds the providers
        Method open = loader.loadClass(EventStores.class.getName()).getMethod("open", String.class);
        InvocationTargetException refused =
            assertThrows(InvocationTargetException.class, () -> open.invoke(null, url));
        assertTrue(String.valueOf(refused.getCause()).contains("StoreLockedException"));
        AutoCloseable reader = (AutoCloseable) open.invoke(null, url + "?mode=read");
        reader.close();
      } finally {
        Thread.currentThread().setContextClassLoader(own);
      }
      try (Peer other = Peer.start("hold", url)) {
        Samples.assertSays(new Exception(other.hear()), "StoreLockedException", "another process");
      }
      Samples.append(first, "s", Samples.event("T", "{}", "x"));
    }
    Samples.open(directory).close();
  }
}
