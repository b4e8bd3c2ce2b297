package dev.eventstreams.store.postgres;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends other processes a hint after an append. It does so after the commit and on another
 * connection: inside the append's transaction, NOTIFY would take a lock for which all notifying
 * transactions of all databases queue until their commits are on the disk.
 *
 * <p>The first append after a quiet moment is announced at once. Appends within the pause that
 * follows share the next hint, because a hint costs the two processes and the server about as much
 * as a small append. No append is left out: {@code due} is set after the commit, and it is cleared
 * before the hint for that commit is sent.
 */
final class Announcer implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Announcer.class.getName());
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long STEP_MILLIS = 100;

  private final Readers readers;
  private final String channel;
  private volatile boolean due;
  private volatile boolean idle;
  private volatile boolean closed;
  private volatile boolean failing;
  private volatile @Nullable Thread thread;

  Announcer(Readers readers, String channel) {
    this.readers = readers;
    this.channel = channel;
  }

  /**
   * Called after each commit, by one thread at a time. Never fails: the commit is valid, whether
   * its hint can be given or not.
   */
  void committed() {
    due = true;
    try {
      Thread announcing = thread;
      if (announcing == null) {
        start();
      } else if (idle) { // not idle: it reads due before it parks, or after its pause
        LockSupport.unpark(announcing);
      }
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  // Holds the monitor, as end() does, so one of the two sees the other.
  private synchronized void start() {
    if (!closed) {
      Thread announcing = new Thread(this::run, "es-announcer " + channel);
      announcing.setDaemon(true);
      announcing.start();
      thread = announcing;
    }
  }

  // This thread survives most exceptions and errors, above all those of a full heap. If the thread
  // ends, the next commit starts a new thread; a hint that was due then is still due.
  private void run() {
    try {
      while (awaitDue()) {
        long begin = System.nanoTime();
        due = false;
        announce();
        pauseUntil(begin + PAUSE_NANOS);
      }
    } catch (RuntimeException | Error e) {
      thread = null;
      throw e;
    }
  }

  // This thread sets idle before it reads due; a commit sets due before it reads idle. So one of
  // the two threads sees the other.
  private boolean awaitDue() {
    idle = true;
    while (!due && !closed) {
      LockSupport.park(this);
    }
    idle = false;
    return !closed;
  }

  private void pauseUntil(long end) {
    for (long left = end - System.nanoTime(); left > 0 && !closed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  // If the hint fails, other processes still find the appended events when they read next.
  private void announce() {
    try {
      readers.lend("announce the appends to", session -> {
        session.run(PostgresSql.NOTIFY, channel);
        return true;
      });
      failing = false;
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private void failed(Throwable failure) {
    boolean known = failing;
    failing = true;
    if (!known && !closed) {
      try {
        LOG.log(Level.WARNING, "other processes get no hints about appended events", failure);
      } catch (RuntimeException | Error e) {
        // There is no heap left for the log message.
      }
    }
  }

  /**
   * Begins no more hints, and gives a hint that is under way a moment to arrive, because its
   * connection is cut next.
   */
  void stop() {
    end();
    Thread announcing = thread;
    if (announcing != null
        && announcing != Thread.currentThread()
        && isInterruptedJoining(announcing)) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void end() {
    closed = true;
    LockSupport.unpark(thread);
  }

  /**
   * Waits up to {@value #STEP_MILLIS} ms for the thread's end; returns whether the calling thread
   * was interrupted meanwhile.
   */
  private static boolean isInterruptedJoining(Thread announcing) {
    try {
      announcing.join(STEP_MILLIS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /**
   * Waits until the thread has ended. Called after all connections have been cut and when no new
   * connection can be made.
   */
  @Override
  public void close() {
    end();
    boolean interrupted = false;
    for (Thread announcing = thread; announcing != null && announcing.isAlive(); ) {
      announcing.interrupt(); // it may be waiting for a connection of the pool
      interrupted |= isInterruptedJoining(announcing);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
