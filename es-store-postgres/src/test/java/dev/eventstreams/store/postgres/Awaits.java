package dev.eventstreams.store.postgres;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waiting for what must come, and not for ever. */
final class Awaits {

  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

  private Awaits() {}

  /** Waits until something is so; fails with the words after "waited in vain until". */
  static void until(String what, Callable<Boolean> so) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    while (!so.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw failure("waited in vain until " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Waits until none of these is left; fails with those that are. */
  static void untilGone(String what, Callable<Set<String>> left) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    for (Set<String> still = left.call(); !still.isEmpty(); still = left.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw failure("waited in vain until these " + what + " had gone: " + still);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  // With what the threads were doing, for whoever finds it in a log.
  private static AssertionError failure(String message) {
    StringBuilder text = new StringBuilder(message);
    Thread.getAllStackTraces().forEach((thread, frames) -> {
      text.append("\n").append(thread);
      for (StackTraceElement frame : frames) {
        text.append("\n  ").append(frame);
      }
    });
    return new AssertionError(text);
  }
}
