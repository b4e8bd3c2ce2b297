package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.EventRecord;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the write-ahead log short, on its own thread, so that appends seldom wait for that. The
 * thread survives every failure, such as a full disk or a lack of memory, and retries after one
 * second. Where the thread cannot keep up, the writer empties the log itself.
 */
final class Checkpointer implements AutoCloseable {

  private static final long COPY_BYTES = 4 << 20;
  private static final long LOOK_BYTES = 256 << 10;
  private static final int ROW_BYTES = 100; // roughly, with its index entries
  private static final int COMMIT_BYTES = 16_384; // the pages that even a small commit rewrites

  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long CLOSE_MILLIS = 30_000;

  private final SqliteFile file;
  private final WriteAheadLog log;
  private final ReentrantLock writing;
  private volatile boolean closed;
  private volatile boolean due;
  private volatile @Nullable Thread thread;
  private boolean failing; // used by the thread alone

  // Guarded by the writer's lock.
  private long uncopied;
  private long unseen;

  /**
   * Creates a checkpointer. It has work at once only if the log is long already.
   *
   * @param writing the writer's lock
   */
  Checkpointer(SqliteFile file, WriteAheadLog log, ReentrantLock writing) {
    this.file = file;
    this.log = log;
    this.writing = writing;
    if (log.isLong()) {
      wake();
    }
  }

  /**
   * Empties the log if it is too long for the next append, or wakes the thread if the log is long.
   * Called under the writer's lock, before a transaction.
   */
  void makeRoom() {
    if (unseen > LOOK_BYTES) {
      unseen = 0;
      if (log.isTooLong()) {
        log.empty();
      } else if (log.isLong()) {
        wake();
      }
    }
  }

  /** Counts the bytes of committed events. Called under the writer's lock. */
  void wrote(List<EventRecord> events) {
    long bytes = (long) ROW_BYTES * events.size();
    for (EventRecord event : events) {
      bytes += event.size();
    }
    wrote(bytes);
  }

  /** Counts the bytes of a committed transaction, approximately. Called under the writer's lock. */
  void wrote(long bytes) {
    uncopied += COMMIT_BYTES + bytes;
    unseen += COMMIT_BYTES + bytes;
    if (uncopied > COPY_BYTES) {
      uncopied = 0;
      wake();
    }
  }

  // The commit has succeeded, even if no thread can be started to copy it.
  private void wake() {
    due = true;
    try {
      Thread running = thread;
      if (running == null && !closed) {
        running = new Thread(this::run, "es-checkpoint " + SqliteFailure.shown(file.path()));
        running.setDaemon(true);
        running.start();
        thread = running;
      }
      LockSupport.unpark(running);
    } catch (Throwable e) {
      log.report(e);
    }
  }

  private void run() {
    while (!closed) {
      try {
        awaitWork();
        round();
        failing = false;
      } catch (Throwable e) { // only close() ends the thread
        failing = true;
        log.report(e);
      }
    }
  }

  private void awaitWork() {
    Thread.interrupted(); // an interrupted thread would not park
    if (failing || log.isKept()) {
      LockSupport.parkNanos(this, RETRY_NANOS);
    } else {
      while (!due && !closed) {
        LockSupport.park(this);
      }
    }
    due = false;
  }

  private void round() throws Exception {
    if (!closed) {
      log.copy();
    }
    if (!closed && log.isLong()) {
      writing.lock();
      try {
        log.empty();
      } finally {
        writing.unlock();
      }
    }
  }

  /**
   * Waits until the connection is closed, because the caller may remove the file next. Called after
   * the last append.
   */
  @Override
  public void close() {
    closed = true;
    boolean interrupted = Thread.interrupted();
    try {
      Thread running = thread;
      if (running != null) {
        LockSupport.unpark(running);
        running.join(CLOSE_MILLIS);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    log.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
