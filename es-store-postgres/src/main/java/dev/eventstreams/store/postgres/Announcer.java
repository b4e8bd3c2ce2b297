package dev.eventstreams.store.postgres;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells other processes that something was appended, after the commit and on another connection: inside the append's transaction,
 * NOTIFY would take a lock that all notifying transactions of all databases queue for until their commits are on the disk.
 *
 * <p>What is appended after a quiet moment is told at once. What follows within the pause shares the next hint, since a hint costs
 * the two processes and the server about as much as a small append. None is left out: {@code due} is set after the commit, and
 * cleared before the hint is sent that tells of it.
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

  /** Called after each commit, by one thread at a time. What was committed is so, whether a hint of it can be given or not. */
  void committed() {
    due = true;
    try {
      Thread announcing = thread;
      if (announcing == null) {
        start();
      } else if (idle) { // else it looks at due before it is, or after its pause
        LockSupport.unpark(announcing);
      }
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  // Under the monitor, as the closing is: so one of the two sees the other.
  private synchronized void start() {
    if (!closed) {
      Thread announcing = new Thread(this::run, "es-announcer " + channel);
      announcing.setDaemon(true);
      announcing.start();
      thread = announcing;
    }
  }

  // Of what is thrown, a full heap above all, this thread survives what it can. If it ends, the
  // next commit starts another one; what was due then is so still.
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

  // Idle is said before due is looked at, as due is set before idle is looked at: so one of the two
  // sees the other.
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

  // Others find what was appended all the same, when they look next.
  private void announce() {
    try {
      readers.lend("announce what was appended to", session -> {
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
        LOG.log(Level.WARNING, "other processes get no hints of what is appended", failure);
      } catch (RuntimeException | Error e) {
        // There is no heap to tell it by.
      }
    }
  }

  /** Begins no more hints, and gives one that is on its way a moment to arrive: its connection is cut next. */
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

  /** Waits for the thread's end for a moment; returns whether this thread was interrupted meanwhile. */
  private static boolean isInterruptedJoining(Thread announcing) {
    try {
      announcing.join(STEP_MILLIS);
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }

  /** Waits until the thread has ended. Called once no connection can be had any more, and each is cut. */
  @Override
  public void close() {
    end();
    boolean interrupted = false;
    for (Thread announcing = thread; announcing != null && announcing.isAlive(); ) {
      announcing.interrupt(); // it may wait for a connection of the pool
      interrupted |= isInterruptedJoining(announcing);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
