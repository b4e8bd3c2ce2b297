package dev.eventstreams.store.postgres;

import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition, with a time limit. */
final class Awaits {

  private static final long PATIENCE = TimeUnit.MINUTES.toNanos(2);

  private Awaits() {}

  /** Waits until the condition holds; fails with the words after "waited in vain until". */
  static void until(String what, Callable<Boolean> so) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    while (!so.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw failure("waited in vain until " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Waits until the set is empty; fails with its remaining members. */
  static void untilGone(String what, Callable<Set<String>> left) throws Exception {
    long deadline = System.nanoTime() + PATIENCE;
    for (Set<String> still = left.call(); !still.isEmpty(); still = left.call()) {
      if (System.nanoTime() - deadline > 0) {
        throw failure("waited in vain until these " + what + " had gone: " + still);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  // The message contains the stacks of all threads, for the reader of a log.
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
