package dev.eventstreams.core;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Does something after a while. */
interface KeyTimer {

  /** In a daemon thread of the JDK's, which the whole process shares: the task may not block. */
  KeyTimer SHARED = (delay, task) -> {
    CompletableFuture<Void> wait = new CompletableFuture<>();
    CompletableFuture<Void> unused = wait.thenRun(task);
    CompletableFuture<Void> same =
        wait.completeOnTimeout(null, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> same.cancel(false);
  };

  /** Does the task once the delay is over, and returns what prevents it. */
  Runnable after(Duration delay, Runnable task);
}
