package dev.eventstreams.core;

import dev.eventstreams.AppendResult;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.core.PendingAppend.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Appends waiting for their commit, first in, first out, bounded in bytes, and who commits the next group of them.
 *
 * <p>At most one leader at a time commits. A caller who finds none becomes it, commits one group, its own append included, and
 * hands on to the first that waits then: a waiting thread, or where that is a future, a task of the executor. So a lone writer
 * hands nothing over, and many writers share a commit. A task that has not begun to lead yields to a caller who can begin at once:
 * an executor that is busy holds nobody up.
 *
 * <p>Order: the queue is first in, first out, groups are its prefixes, and only one is under way; so appends of one thread commit
 * in order. Nothing is lost on a hand-over: whoever leads either finds the queue empty under the lock, and then nobody leads and
 * the next caller will, or appoints the next leader under that same lock.
 */
final class AppendQueue {

  private static final long MAX_QUEUED_BYTES = 64L << 20;
  private static final long MAX_GROUP_BYTES = 16L << 20;
  private static final int MAX_GROUP = 4_096;

  private final GroupCommit commit;
  private final Executor executor;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<PendingAppend> queue = new ArrayDeque<>();
  private List<PendingAppend> underWay = List.of();
  private long queuedBytes;
  private boolean leading;
  private boolean leaderYetToBegin;
  private boolean closed;

  AppendQueue(GroupCommit commit, Executor executor) {
    this.commit = commit;
    this.executor = executor;
  }

  /** Appends and waits; if this thread is interrupted before the write begins, nothing is written. */
  AppendResult append(EventCodec.Encoded append) {
    PendingAppend own = new PendingAppend(append, Thread.currentThread(), null);
    if (enqueue(own) || awaitTurn(own)) {
      leadFor(own);
    }
    return own.result();
  }

  CompletableFuture<AppendResult> appendAsync(EventCodec.Encoded append) {
    AppendFuture future = new AppendFuture();
    PendingAppend own = new PendingAppend(append, null, future);
    future.pending = own;
    if (enqueue(own)) {
      executor.execute(this::leadAsTask);
    }
    return future;
  }

  /** Returns whether the caller has to lead, or to have a task lead. */
  private boolean enqueue(PendingAppend own) {
    lock.lock();
    try {
      awaitRoom(own.bytes);
      queue.add(own);
      queuedBytes += own.bytes;
      boolean mayLead = !leading || (leaderYetToBegin && own.waiter != null);
      if (mayLead) {
        leading = true;
        leaderYetToBegin = own.waiter == null;
      }
      return mayLead;
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom(long bytes) {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
    while (!closed && !queue.isEmpty() && queuedBytes + bytes > MAX_QUEUED_BYTES) {
      try {
        changed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted();
      }
    }
    if (closed) {
      throw closedException();
    }
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
          if (withdraw(own)) {
            throw interrupted();
          }
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Takes a queued append back; returns false if it has begun, or its thread is to lead. */
  boolean withdraw(PendingAppend own) {
    lock.lock();
    try {
      if (own.state() != State.QUEUED || !queue.remove(own)) {
        return false;
      }
      queuedBytes -= own.bytes;
      own.become(State.WITHDRAWN);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void leadFor(PendingAppend own) {
    boolean interrupted = Thread.interrupted();
    while (own.state() != State.DONE) {
      commitGroup();
    }
    handOn();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void leadAsTask() {
    lock.lock();
    try {
      if (!leaderYetToBegin) {
        return; // a caller has taken over
      }
      leaderYetToBegin = false;
    } finally {
      lock.unlock();
    }
    commitGroup();
    handOn();
  }

  private void commitGroup() {
    List<PendingAppend> group = takeGroup();
    if (!group.isEmpty()) {
      commit.commit(group);
    }
    for (PendingAppend append : group) {
      CompletableFuture<AppendResult> future = append.future;
      if (future != null) {
        executor.execute(() -> append.complete(future));
      }
    }
  }

  private List<PendingAppend> takeGroup() {
    List<PendingAppend> group = new ArrayList<>();
    lock.lock();
    try {
      long bytes = 0;
      while (!queue.isEmpty() && group.size() < MAX_GROUP) {
        PendingAppend next = queue.element();
        if (!group.isEmpty() && bytes + next.bytes > MAX_GROUP_BYTES) {
          break;
        }
        queue.remove();
        bytes += next.bytes;
        next.become(State.STARTED);
        group.add(next);
      }
      queuedBytes -= bytes;
      underWay = group;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return group;
  }

  private void handOn() {
    boolean task = false;
    lock.lock();
    try {
      underWay = List.of();
      PendingAppend next = queue.peek();
      if (next == null) {
        leading = false;
        changed.signalAll();
      } else if (next.waiter != null) {
        next.become(State.LEADING);
      } else {
        leaderYetToBegin = true;
        task = true;
      }
    } finally {
      lock.unlock();
    }
    if (task) {
      executor.execute(this::leadAsTask);
    }
  }

  /** Takes no more, and waits until what was taken is committed; what is not by then fails. */
  void close(long nanos) {
    List<PendingAppend> begun;
    List<PendingAppend> waiting;
    boolean interrupted = false;
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
      long left = nanos;
      while (leading && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      begun = underWay;
      waiting = new ArrayList<>(queue);
      queue.clear();
      queuedBytes = 0;
    } finally {
      lock.unlock();
    }
    begun.forEach(append -> fail(
        append,
        () -> StorageException.outcomeUnknown(
            "the store was closed while the append was under way", null)));
    waiting.forEach(append -> fail(append, AppendQueue::closedException));
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void fail(PendingAppend append, Supplier<RuntimeException> cause) {
    append.fail(cause);
    CompletableFuture<AppendResult> future = append.future;
    if (future != null) {
      executor.execute(() -> append.complete(future));
    }
  }

  private static StorageException interrupted() {
    return new StorageException("interrupted before the append began; nothing was written", null);
  }

  private static StoreClosedException closedException() {
    return new StoreClosedException("the store is closed; nothing was written", null);
  }

  /** A future whose cancellation withdraws the append if it has not begun, and is refused if it has. */
  private final class AppendFuture extends CompletableFuture<AppendResult> {

    private @Nullable PendingAppend pending;

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
      PendingAppend own = pending;
      return (own != null && withdraw(own)) ? super.cancel(mayInterruptIfRunning) : isCancelled();
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
      return new CompletableFuture<>();
    }
  }
}
