package dev.eventstreams.core;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.core.PendingAppend.State;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Appends waiting for their commit, first in, first out, bounded in bytes, and the right to commit them, which at most one leader at
 * a time has.
 *
 * <p>Order: groups are prefixes of the queue, and only the leader takes them; so appends of one thread commit in order. Nothing is
 * left behind: a leader either finds the queue empty under the lock, and then nobody leads and the next one who adds will, or
 * appoints the next leader under that same lock.
 *
 * <p>A task that was appointed and has not begun gives way to a caller who can begin at once, so an executor that is busy holds
 * nobody up.
 */
final class AppendQueue {

  private static final long MAX_QUEUED_BYTES = 64L << 20;
  private static final long MAX_GROUP_BYTES = 16L << 20;
  private static final int MAX_GROUP = 4_096;

  /** What somebody who has added an append, or handed on, has to do next. */
  enum Next {
    /** Nothing but wait, if at all. */
    NOTHING,
    /** Commit groups until its own append is done, and hand on. */
    LEAD,
    /** Send a task that claims the lead. */
    SEND_TASK,
    /** Commit a group, hand on, and add again: the queue was full, and the one who was to empty it had not begun. */
    MAKE_ROOM
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<PendingAppend> queue = new ArrayDeque<>();
  private List<PendingAppend> underWay = List.of();
  private long queuedBytes;
  private boolean leading;
  private boolean taskYetToBegin;
  private boolean closed;

  /**
   * Adds the append, after waiting for room, and says what its caller has to do; on MAKE_ROOM it was not added.
   *
   * @throws StorageException if this thread is interrupted while the queue is full, or before
   */
  Next add(PendingAppend append) {
    lock.lock();
    try {
      while (!hasRoom(append)) {
        if (claimTask()) {
          return Next.MAKE_ROOM;
        }
        changed.await();
      }
      requireUninterrupted();
      requireOpen();
      queue.add(append);
      queuedBytes += append.bytes;
      if (!leading) {
        leading = true;
        taskYetToBegin = append.waiter == null;
        return append.waiter == null ? Next.SEND_TASK : Next.LEAD;
      }
      return append.waiter != null && claimTask() ? Next.LEAD : Next.NOTHING;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasRoom(PendingAppend append) {
    return closed || queue.isEmpty() || queuedBytes + append.bytes <= MAX_QUEUED_BYTES;
  }

  private void requireOpen() {
    if (closed) {
      throw closedException();
    }
  }

  private static void requireUninterrupted() {
    if (Thread.currentThread().isInterrupted()) {
      throw interrupted();
    }
  }

  /** Returns whether the caller leads now, instead of a task that was appointed and has not begun. */
  boolean claimTask() {
    lock.lock();
    try {
      boolean claimed = taskYetToBegin;
      taskYetToBegin = false;
      return claimed;
    } finally {
      lock.unlock();
    }
  }

  /** Takes a queued append back; returns false if it has begun, or its thread is to lead. */
  boolean withdraw(PendingAppend append) {
    lock.lock();
    try {
      if (append.state() != State.QUEUED || !queue.remove(append)) {
        return false;
      }
      queuedBytes -= append.bytes;
      append.become(State.WITHDRAWN);
      changed.signalAll();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the next group, for the leader to commit. */
  List<PendingAppend> takeGroup() {
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

  /** Ends the caller's lead, and appoints the first thread that waits, or a task where none does. */
  Next handOn() {
    lock.lock();
    try {
      underWay = List.of();
      PendingAppend next = nextLeader();
      if (next == null) {
        leading = false;
        changed.signalAll();
        return Next.NOTHING;
      }
      if (next.waiter != null) {
        next.become(State.LEADING);
        return Next.NOTHING;
      }
      taskYetToBegin = true;
      changed.signalAll();
      return Next.SEND_TASK;
    } finally {
      lock.unlock();
    }
  }

  // A thread before a task, though its append comes later: the executor may be waiting for just
  // that thread.
  private @Nullable PendingAppend nextLeader() {
    for (PendingAppend append : queue) {
      if (append.waiter != null) {
        return append;
      }
    }
    return queue.peek();
  }

  /** Takes no more. */
  void refuse() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until what was taken is committed; returns what is not by then, told that it failed. */
  List<PendingAppend> close(long nanos) {
    boolean interrupted = false;
    lock.lock();
    try {
      for (long left = nanos; leading && left > 0; ) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      List<PendingAppend> unfinished = new ArrayList<>(underWay);
      unfinished.forEach(append -> append.fail(() -> StorageException.outcomeUnknown(
          "the store was closed while the append was under way", null)));
      queue.forEach(append -> append.fail(AppendQueue::closedException));
      unfinished.addAll(queue);
      queue.clear();
      queuedBytes = 0;
      return unfinished;
    } finally {
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static StorageException interrupted() {
    return new StorageException("interrupted before the append began; nothing was written", null);
  }

  private static StoreClosedException closedException() {
    return new StoreClosedException("the store is closed; nothing was written", null);
  }
}
