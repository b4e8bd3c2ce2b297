package dev.eventstreams.core;

import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.core.PendingAppend.State;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Appends that wait for their commit, first in, first out, bounded in bytes; and the lead, which is
 * the right to commit them. At most one leader has it at a time.
 *
 * <p>Order: groups are prefixes of the queue, and only the leader takes them; so the appends of one
 * thread commit in order. No append is left without a leader: a leader either finds the queue empty
 * under the lock, and then the next caller that adds an append leads; or it appoints the next
 * leader under that same lock. No step of this can fail: the lock is a monitor, the lists are
 * linked through their elements, and threads are parked. So from the moment that an append is
 * added, nothing here needs memory.
 *
 * <p>A task that was appointed and has not begun gives way to a caller that can begin at once, so a
 * busy executor delays no caller.
 */
final class AppendQueue {

  private static final long MAX_QUEUED_BYTES = 64L << 20;
  private static final long MAX_GROUP_BYTES = 16L << 20;
  private static final int MAX_GROUP = 4_096;

  /** What a thread must do after it added an append or handed on the lead. */
  enum Next {
    /** Nothing, or only wait for the answer. */
    NOTHING,
    /** Commit groups until its own append is done, and hand on the lead. */
    LEAD,
    /** Send a task that claims the lead. */
    SEND_TASK,
    /** Park, and add again: the queue is full. */
    AWAIT_ROOM,
    /**
     * Commit a group, hand on the lead, and add again: the queue is full, and the task that would
     * empty it has not begun.
     */
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
   * Adds the append if there is room, and returns what its caller must do.
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

  /**
   * Takes the lead from a task that was appointed and has not begun; returns whether the caller
   * leads now.
   */
  synchronized boolean claimTask() {
    boolean claimed = taskYetToBegin;
    taskYetToBegin = false;
    return claimed;
  }

  /**
   * Withdraws a queued append; returns false if the append is no longer queued, or its thread was
   * appointed to lead.
   */
  synchronized boolean withdraw(PendingAppend append) {
    if (append.state() != State.QUEUED || !queue.remove(append)) {
      return false;
    }
    append.become(State.WITHDRAWN);
    wakeWhoAwaitsRoom();
    return true;
  }

  /**
   * Takes the next group for the leader to commit. The list belongs to the leader until it takes
   * another group or hands on the lead.
   */
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

  /**
   * Ends the caller's lead, and appoints the first waiting thread, or a task if no thread waits.
   */
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

  // A thread goes before a task even if its append came later: the executor may be waiting for
  // exactly that thread.
  private @Nullable PendingAppend nextLeader() {
    for (PendingAppend append = queue.first(); append != null; append = append.next) {
      if (append.waiter != null) {
        return append;
      }
    }
    return queue.first();
  }

  /** Accepts no more appends, and unparks the thread once there is no leader. */
  synchronized void refuse(Thread closing) {
    closed = true;
    closer = closing;
    wakeWhoAwaitsRoom();
  }

  /** Returns whether there is no leader: then no append is queued and no commit is under way. */
  synchronized boolean isIdle() {
    return !leading;
  }

  /**
   * Fails the appends that are not committed, and returns them. The outcome of an append whose
   * commit is under way is unknown.
   */
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
