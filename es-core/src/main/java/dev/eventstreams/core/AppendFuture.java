package dev.eventstreams.core;

import dev.eventstreams.AppendResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A future whose cancellation withdraws the append if it has not begun, and is refused if it has. */
final class AppendFuture extends CompletableFuture<AppendResult> {

  /** What completes it where no executor does. */
  final Completer completer;

  private final AppendQueue queue;

  /** Set before any other thread has this. */
  @Nullable PendingAppend pending;

  AppendFuture(AppendQueue queue, Completer completer) {
    this.queue = queue;
    this.completer = completer;
  }

  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    PendingAppend own = pending;
    return (own != null && queue.withdraw(own))
        ? super.cancel(mayInterruptIfRunning)
        : isCancelled();
  }

  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new CompletableFuture<>();
  }
}
