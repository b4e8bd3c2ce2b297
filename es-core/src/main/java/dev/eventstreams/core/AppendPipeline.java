package dev.eventstreams.core;

import dev.eventstreams.AppendResult;
import dev.eventstreams.core.AppendQueue.Next;
import dev.eventstreams.core.PendingAppend.State;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Commits appends in groups. A caller that finds no leader becomes the leader. It commits groups
 * until its own append is done, usually one group. Then it hands the lead to the first waiting
 * thread or, if only futures wait, to a task of the executor. So a single writer hands nothing
 * over, and many writers share a commit.
 *
 * <p>No append is left without a leader, even if something throws. A thread that gets the lead does
 * nothing before it leads that can prevent it from leading. Of everything that a leader does, only
 * the commit and the executor can throw; both are caught where they are called, by handlers that
 * allocate nothing. Taking a group and handing on the lead cannot fail (see {@link AppendQueue}).
 * If no executor takes a task, the thread that had to send the task runs it. If no executor
 * completes a future, a {@link Completer} does.
 */
final class AppendPipeline {

  // Used once closing has begun: the executor may be waiting for that close to end.
  private static final Executor CLOSING = task -> {
    Thread thread = new Thread(task, "es-closing");
    thread.setDaemon(true);
    thread.start();
  };

  private final AppendQueue queue = new AppendQueue();
  private final Completer completer = new Completer();
  private final GroupCommit commit;
  private final Executor executor;
  private final Runnable task = this::leadIfAppointed;
  private volatile boolean closing;

  AppendPipeline(GroupCommit commit, Executor executor) {
    this.commit = commit;
    this.executor = executor;
  }

  /**
   * Appends and waits; if this thread is interrupted before the write begins, nothing is written.
   */
  AppendResult append(AppendEncoder.Encoded append) {
    PendingAppend own = new PendingAppend(append, Thread.currentThread(), null);
    if (enqueue(own) == Next.LEAD) {
      try {
        own.shareSealing();
      } finally {
        lead(own);
      }
    } else {
      try {
        own.seal();
      } finally {
        awaitAnswer(own);
      }
    }
    return own.result();
  }

  /** Appends without waiting, except for room in the queue. */
  CompletableFuture<AppendResult> appendAsync(AppendEncoder.Encoded append) {
    completer.start();
    AppendFuture future = new AppendFuture(queue, completer);
    PendingAppend own = new PendingAppend(append, null, future);
    future.pending = own;
    follow(enqueue(own));
    own.seal();
    return future;
  }

  private Next enqueue(PendingAppend own) {
    Next next = queue.add(own);
    while (next == Next.AWAIT_ROOM || next == Next.MAKE_ROOM) {
      if (next == Next.MAKE_ROOM) {
        lead(null);
      } else {
        LockSupport.park(this);
      }
      next = queue.add(own);
    }
    return next;
  }

  private void awaitAnswer(PendingAppend own) {
    boolean interrupted = false;
    try {
      while (own.state() != State.DONE) {
        if (own.state() == State.LEADING) {
          lead(own);
          return;
        }
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
        if (interrupted && queue.withdraw(own)) {
          throw AppendQueue.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void lead(@Nullable PendingAppend own) {
    follow(leadGroups(own));
  }

  private void follow(Next next) {
    Next now = next;
    while (now == Next.SEND_TASK && !isSent() && queue.claimTask()) {
      now = leadGroups(null);
    }
  }

  private boolean isSent() {
    try {
      (closing ? CLOSING : executor).execute(task);
      return true;
    } catch (Throwable e) { // an Error too: a thread may fail to start
      return false;
    }
  }

  private void leadIfAppointed() {
    if (queue.claimTask()) {
      lead(null);
    }
  }

  // The backend does not see the interrupt flag: a commit that has begun is finished. The callers
  // of the group are woken before the lead is handed on, so that they are back in the queue when
  // the next group is taken.
  private Next leadGroups(@Nullable PendingAppend own) {
    boolean interrupted = Thread.interrupted();
    do {
      PendingList group = queue.takeGroup();
      commit(group);
      for (PendingAppend append = group.first(); append != null; append = append.next) {
        release(append);
      }
    } while (own != null && own.state() != State.DONE);
    Next next = queue.handOn();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return next;
  }

  private void commit(PendingList group) {
    try {
      commit.commit(group);
    } catch (Throwable e) { // an Error too: without an answer, callers would wait for ever
      group.fail(e);
    }
  }

  private void release(PendingAppend append) {
    try {
      append.release();
      if (append.future != null) {
        executor.execute(append);
      }
    } catch (Throwable e) { // an Error too: other appends of the group wait
      if (append.future != null) {
        completer.add(append);
      }
    }
  }

  /**
   * Accepts no more appends, waits at most {@code nanos} until the accepted appends are committed,
   * and fails the rest.
   */
  void close(long nanos) {
    queue.refuse(Thread.currentThread());
    closing = true;
    if (!isSent()) {
      leadIfAppointed();
    }
    awaitIdle(System.nanoTime() + nanos);
    for (PendingAppend append : queue.giveUp()) {
      release(append);
    }
    completer.close();
  }

  private void awaitIdle(long deadline) {
    boolean interrupted = false;
    for (long left = deadline - System.nanoTime(); left > 0 && !queue.isIdle(); ) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
      left = deadline - System.nanoTime();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
