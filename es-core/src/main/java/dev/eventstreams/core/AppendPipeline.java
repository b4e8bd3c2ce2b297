package dev.eventstreams.core;

import dev.eventstreams.AppendResult;
import dev.eventstreams.core.AppendQueue.Next;
import dev.eventstreams.core.PendingAppend.State;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes appends to their commit: a caller who finds nobody committing commits one group, its own append included, and hands on to
 * the first that waits then, a thread or, for a future, a task of the executor. So a lone writer hands nothing over, and many
 * writers share a commit.
 */
final class AppendPipeline {

  // The executor may be waiting for this very close.
  private static final Executor CLOSING = task -> {
    Thread thread = new Thread(task, "es-closing");
    thread.setDaemon(true);
    thread.start();
  };

  private final AppendQueue queue = new AppendQueue();
  private final GroupCommit commit;
  private final Executor executor;
  private volatile boolean closing;

  AppendPipeline(GroupCommit commit, Executor executor) {
    this.commit = commit;
    this.executor = executor;
  }

  /** Appends and waits; if this thread is interrupted before the write begins, nothing is written. */
  AppendResult append(AppendEncoder.Encoded append) {
    PendingAppend own = new PendingAppend(append, Thread.currentThread(), null);
    if (enqueue(own) == Next.LEAD) {
      own.shareSealing();
      lead(own);
    } else {
      own.seal();
      if (awaitTurn(own)) {
        lead(own);
      }
    }
    return own.result();
  }

  /** Appends without waiting, but for room in the queue. */
  CompletableFuture<AppendResult> appendAsync(AppendEncoder.Encoded append) {
    AppendFuture future = new AppendFuture();
    PendingAppend own = new PendingAppend(append, null, future);
    future.pending = own;
    follow(enqueue(own));
    own.seal();
    return future;
  }

  private Next enqueue(PendingAppend own) {
    Next next = queue.add(own);
    while (next == Next.MAKE_ROOM) {
      lead(null);
      next = queue.add(own);
    }
    return next;
  }

  /** Returns whether this thread is to lead now; false once its append is done. */
  private boolean awaitTurn(PendingAppend own) {
    boolean interrupted = false;
    try {
      while (true) {
        State state = own.state();
        if (state == State.DONE || state == State.LEADING) {
          return state == State.LEADING;
        }
        LockSupport.park(this);
        if (Thread.interrupted()) {
          interrupted = true;
          if (queue.withdraw(own)) {
            throw AppendQueue.interrupted();
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // The interrupt flag is kept from the backend: a commit that has begun is finished. The group is
  // woken before the lead is handed on, so that its writers are back in the queue when the next
  // group is taken.
  private void lead(@Nullable PendingAppend own) {
    boolean interrupted = Thread.interrupted();
    List<PendingAppend> group = List.of();
    try {
      do {
        group.forEach(this::release);
        group = queue.takeGroup();
        if (!group.isEmpty()) {
          commit.commit(group);
        }
      } while (own != null && !group.contains(own) && own.state() != State.DONE);
    } finally {
      group.forEach(this::release);
      follow(queue.handOn());
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void follow(Next next) {
    if (next == Next.SEND_TASK) {
      (closing ? CLOSING : executor).execute(this::leadIfAppointed);
    }
  }

  private void leadIfAppointed() {
    if (queue.claimTask()) {
      lead(null);
    }
  }

  private void release(PendingAppend append) {
    append.release();
    CompletableFuture<AppendResult> future = append.future;
    if (future != null) {
      executor.execute(() -> append.complete(future));
    }
  }

  /** Takes no more, and waits until what was taken is committed; what is not by then fails. */
  void close(long nanos) {
    queue.refuse();
    closing = true;
    CLOSING.execute(this::leadIfAppointed);
    queue.close(nanos).forEach(this::release);
  }

  /** A future whose cancellation withdraws the append if it has not begun, and is refused if it has. */
  private final class AppendFuture extends CompletableFuture<AppendResult> {

    private @Nullable PendingAppend pending;

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
}
