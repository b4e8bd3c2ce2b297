package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FileMutexTest {

  @TempDir
  Path directory;

  // A lock that this JVM has through another channel is refused just as one of another process is.
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
    assertTrue(flag.get(30, TimeUnit.SECONDS), "the flag, at work and after it");
  }

  // One that spins is never seen waiting for a time, since it never does.
  private static void awaitPause(Thread thread) {
    while (thread.isInterrupted() || thread.getState() != Thread.State.TIMED_WAITING) {
      assertTrue(thread.isAlive() || thread.getState() == Thread.State.NEW);
      Thread.onSpinWait();
    }
  }
}
