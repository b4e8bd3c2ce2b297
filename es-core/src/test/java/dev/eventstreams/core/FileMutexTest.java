package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FileMutexTest {

  @TempDir
  Path directory;

  // A lock that this JVM has through another channel blocks like a lock of another process.
  @Test
  void interruptedThreadWaitsWithoutSpinningAndKeepsItsFlag() throws Exception {
    Path file = directory.resolve("ring.lock");
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread waiting = new Thread(() -> {
      try {
        Thread.currentThread().interrupt();
        boolean inside = FileMutex.holding(file, () -> Thread.currentThread().isInterrupted());
        flag.complete(inside && Thread.currentThread().isInterrupted());
      } catch (Throwable e) {
        flag.completeExceptionally(e);
      }
    });
    try (FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held = channel.lock()) {
      assertTrue(held.isValid());
      waiting.start();
      awaitPause(waiting);
      waiting.interrupt();
      awaitPause(waiting);
    }
    assertTrue(flag.get(30, TimeUnit.SECONDS), "the flag is set at work and after it");
  }

  // POSIX drops the lock of the process when one of several class loaders closes the lock file.
  @Test
  void threadsClassLoadersAndProcessesExcludeEachOther() throws Exception {
    int times = 300;
    Path file = Files.writeString(directory.resolve("counter"), "0");
    String[] arguments = {file.toString(), Integer.toString(times)};
    Process other = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            MutexCounter.class.getName(),
            arguments[0],
            arguments[1])
        .inheritIO()
        .start();
    List<CompletableFuture<Void>> counting = new ArrayList<>();
    try (URLClassLoader one = loader();
        URLClassLoader two = loader()) {
      for (URLClassLoader loader : List.of(one, one, two, two)) {
        Method main =
            loader.loadClass(MutexCounter.class.getName()).getMethod("main", String[].class);
        CompletableFuture<Void> done = new CompletableFuture<>();
        counting.add(done);
        new Thread(() -> {
              try {
                Object unused = main.invoke(null, (Object) arguments);
                done.complete(null);
              } catch (Throwable e) {
                done.completeExceptionally(e);
              }
            })
            .start();
      }
      CompletableFuture.allOf(counting.toArray(CompletableFuture[]::new)).get();
    }
    assertEquals(0, other.waitFor());
    assertEquals(5 * times, Integer.parseInt(Files.readString(file)));
  }

  private static URLClassLoader loader() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  // A spinning thread never has the state TIMED_WAITING.
  private static void awaitPause(Thread thread) {
    while (thread.isInterrupted() || thread.getState() != Thread.State.TIMED_WAITING) {
      assertTrue(thread.isAlive() || thread.getState() == Thread.State.NEW);
      Thread.onSpinWait();
    }
  }
}
