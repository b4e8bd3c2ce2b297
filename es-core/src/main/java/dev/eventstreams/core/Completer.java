package dev.eventstreams.core;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Completes the futures that no executor completes, because it takes no task or because memory is
 * short. Does so in its own thread: a caller that waited for memory could be the one that holds the
 * memory.
 *
 * <p>No future is left incomplete: the thread is started before the first future is made, and ends
 * only when the completer is closed and no append is left; adding an append needs no memory; and a
 * completion that fails for lack of memory is tried again.
 */
final class Completer {

  private static final long PAUSE_NANOS = 1_000_000;

  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private @Nullable PendingAppend first; // guarded by this, like the links that begin here

  /** Makes sure that there is a thread; called before a future is made. */
  void start() {
    if (thread == null) {
      startOnce();
    }
  }

  private synchronized void startOnce() {
    if (thread == null && !closed) {
      Thread started = new Thread(this::run, "es-completer");
      started.setDaemon(true);
      started.start();
      thread = started;
    }
  }

  /** Takes an append that is DONE, to complete its future. Allocates nothing. */
  void add(PendingAppend append) {
    link(append);
    LockSupport.unpark(thread);
  }

  private synchronized void link(PendingAppend append) {
    if (!append.isLeft) {
      append.isLeft = true;
      append.nextLeft = first;
      first = append;
    }
  }

  private synchronized @Nullable PendingAppend unlink() {
    PendingAppend append = first;
    if (append != null) {
      first = append.nextLeft;
      append.nextLeft = null;
      append.isLeft = false;
    }
    return append;
  }

  private void run() {
    for (PendingAppend append = take(); append != null; append = take()) {
      while (!isOver(append)) {
        LockSupport.parkNanos(this, PAUSE_NANOS);
      }
    }
  }

  // No Error of one future ends this thread: without it, later futures would never complete.
  private static boolean isOver(PendingAppend append) {
    try {
      return append.isCompleted();
    } catch (Throwable e) { // the future has its answer: a dependent stage failed
      return true;
    }
  }

  /** Waits for the next append; returns null once the completer is closed and no append is left. */
  private @Nullable PendingAppend take() {
    PendingAppend append = unlink();
    while (append == null && !closed) {
      LockSupport.park(this);
      append = unlink();
    }
    return append == null ? unlink() : append;
  }

  /** Ends the thread after it has completed the futures that were added. */
  void close() {
    endOnce();
    LockSupport.unpark(thread);
  }

  private synchronized void endOnce() {
    closed = true;
  }
}
