package dev.eventstreams.core;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.core.PendingAppend.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Appends waiting for their commit, first in, first out, bounded in bytes, and the right to commit them, which at most one leader at
 * a time has.
 *
 * <p>Order: groups are prefixes of the queue, and only the leader takes them; so appends of one thread commit in order. No append is
 * left without a leader: a leader either finds the queue empty under the lock, and then the next one who adds will lead, or appoints
 * the next leader under that same lock. No step of this can fail: the lock is a monitor, the lists are linked through their elements, and
 * threads are parked, so from the moment that an append is added nothing here needs memory.
 *
 * <p>A task that was appointed and has not begun gives way to a caller who can begin at once, so an executor that is busy holds
 * no caller up.
 */
final class AppendQueue {

  private static final long MAX_QUEUED_BYTES = 64L << 20;
  private static final long MAX_GROUP_BYTES = 16L << 20;
  private static final int MAX_GROUP = 4_096;

  /** What the thread that has added an append, or handed on, has to do next. */
  enum Next {
    /** Nothing but wait, if at all. */
    NOTHING,
    /** Commit groups until its own append is done, and hand on. */
    LEAD,
    /** Send a task that claims the lead. */
    SEND_TASK,
    /** Park, and add again: the queue is full. */
    AWAIT_ROOM,
    /** Commit a group, hand on, and add again: the queue is full, and the task that was to empty it has not begun. */
    MAKE_ROOM
  }

  private final PendingList queue = new PendingList();
  private final PendingList underWay = new PendingList();
  private final List<Thread> awaitingRoom = new ArrayList<>(0);
  private boolean leading;
  private boolean taskYetToBegin;
  private boolean closed;
  private @Nullable Thread closer;

  /**
   * Adds the append if there is room, and returns what its caller has to do.
   *
   * @throws StorageException if this thread is interrupted
   */
  synchronized Next add(PendingAppend append) {
    awaitingRoom.remove(Thread.currentThread());
    requireUninterrupted();
    requireOpen();
    if (!hasRoom(append)) {
      if (claimTask()) {
        return Next.MAKE_ROOM;
      }
      awaitingRoom.add(Thread.currentThread());
      return Next.AWAIT_ROOM;
    }
    queue.add(append);
    if (!leading) {
      leading = true;
      taskYetToBegin = append.waiter == null;
      return append.waiter == null ? Next.SEND_TASK : Next.LEAD;
    }
    return append.waiter != null && claimTask() ? Next.LEAD : Next.NOTHING;
  }

  private boolean hasRoom(PendingAppend append) {
    return queue.size() == 0 || queue.bytes() + append.bytes <= MAX_QUEUED_BYTES;
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

  private void wakeWhoAwaitsRoom() {
    for (int i = 0; i < awaitingRoom.size(); i++) {
      LockSupport.unpark(awaitingRoom.get(i));
    }
  }

  /** Returns whether the caller leads now, instead of a task that was appointed and has not begun. */
  synchronized boolean claimTask() {
    boolean claimed = taskYetToBegin;
    taskYetToBegin = false;
    return claimed;
  }

  /** Takes a queued append back; returns false if it has begun, or its thread is to lead. */
  synchronized boolean withdraw(PendingAppend append) {
    if (append.state() != State.QUEUED || !queue.remove(append)) {
      return false;
    }
    append.become(State.WITHDRAWN);
    wakeWhoAwaitsRoom();
    return true;
  }

  /** Takes the next group, for the leader to commit; the list is the leader's until it takes another or hands on. */
  synchronized PendingList takeGroup() {
    underWay.clear();
    PendingAppend next = queue.first();
    while (next != null && underWay.size() < MAX_GROUP && fits(next)) {
      boolean unused = queue.remove(next);
      underWay.add(next);
      next.become(State.STARTED);
      next = queue.first();
    }
    wakeWhoAwaitsRoom();
    return underWay;
  }

  private boolean fits(PendingAppend append) {
    return underWay.size() == 0 || underWay.bytes() + append.bytes <= MAX_GROUP_BYTES;
  }

  /** Ends the caller's lead, and appoints the first thread that waits, or a task where none does. */
  synchronized Next handOn() {
    underWay.clear();
    PendingAppend next = nextLeader();
    if (next == null) {
      leading = false;
      LockSupport.unpark(closer);
      return Next.NOTHING;
    }
    if (next.waiter != null) {
      next.become(State.LEADING);
      return Next.NOTHING;
    }
    taskYetToBegin = true;
    wakeWhoAwaitsRoom();
    return Next.SEND_TASK;
  }

  // A thread before a task, though its append comes later: the executor may be waiting for just
  // that thread.
  private @Nullable PendingAppend nextLeader() {
    for (PendingAppend append = queue.first(); append != null; append = append.next) {
      if (append.waiter != null) {
        return append;
      }
    }
    return queue.first();
  }

  /** Takes no more, and unparks the thread once none leads. */
  synchronized void refuse(Thread closing) {
    closed = true;
    closer = closing;
    wakeWhoAwaitsRoom();
  }

  /** Returns whether all that was taken is committed, or given up. */
  synchronized boolean isIdle() {
    return !leading;
  }

  /** Gives up what is not committed, and returns it, told that it failed. */
  synchronized List<PendingAppend> giveUp() {
    List<PendingAppend> unfinished = new ArrayList<>(underWay.size() + queue.size());
    for (PendingAppend append = underWay.first(); append != null; append = append.next) {
      append.fail(StorageException.outcomeUnknown("the store was closed meanwhile", null));
      unfinished.add(append);
    }
    for (PendingAppend append = queue.poll(); append != null; append = queue.poll()) {
      append.fail(closedException());
      unfinished.add(append);
    }
    return unfinished;
  }

  static StorageException interrupted() {
    return new StorageException("interrupted before the append began; nothing was written", null);
  }

  private static StoreClosedException closedException() {
    return new StoreClosedException("the store is closed; nothing was written", null);
  }
}
