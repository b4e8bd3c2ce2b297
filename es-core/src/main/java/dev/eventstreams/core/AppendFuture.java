package dev.eventstreams.core;

import dev.eventstreams.AppendResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A future whose cancellation withdraws the append if the append has not begun; otherwise the
 * cancellation is refused.
 */
final class AppendFuture extends CompletableFuture<AppendResult> {

  /** Completes this future if no executor does. */
  final Completer completer;

  private final AppendQueue queue;

  /** Set before any other thread sees this future. */
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
