package dev.eventstreams.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs a task after a delay. */
interface KeyTimer {

  /** Uses a daemon thread of the JDK, which the whole process shares: a task must not block. */
  KeyTimer SHARED = (delay, task) -> {
    CompletableFuture<Void> wait = new CompletableFuture<>();
    CompletableFuture<Void> unused = wait.thenRun(task);
    CompletableFuture<Void> same =
        wait.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> same.cancel(false);
  };

  /** Runs the task after the delay; returns an action that cancels it. */
  Runnable after(Duration delay, Runnable task);
}
