package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Up to eight connections for reading, created when needed and lent for one page or one lookup. No
 * caller keeps a connection between calls, so a thread waits for one only shortly. The wait ignores
 * interrupts, because an interrupt could not make other threads finish sooner.
 */
final class ReaderPool implements AutoCloseable {

  private static final int SIZE = 8;

  private final SqliteFile file;
  private final Semaphore permits = new Semaphore(SIZE, true);
  private final ConcurrentLinkedDeque<Session> idle = new ConcurrentLinkedDeque<>();
  private volatile boolean closed;

  ReaderPool(SqliteFile file) {
    this.file = file;
  }

  /** Work with a connection. */
  interface Work<T extends @Nullable Object> {
    T with(Session session) throws SQLException;
  }

  /** Reads in one transaction, and so from one state of the store. */
  <T extends @Nullable Object> T read(Work<T> work) {
    permits.acquireUninterruptibly();
    try {
      return lend(work);
    } catch (SQLException e) {
      throw file.failure("read", e);
    } finally {
      permits.release();
    }
  }

  /** Work to run while no page is read. */
  interface Pause<T> {
    T run() throws SQLException;
  }

  /**
   * Runs work while no page is read. Reads under way finish their page first, and new reads wait.
   * Returns null, without running the work, if a page takes longer than {@code millis}.
   */
  <T> @Nullable T whileNoneReads(long millis, Pause<T> work) throws SQLException {
    if (!acquireAll(millis)) {
      return null;
    }
    try {
      return work.run();
    } finally {
      permits.release(SIZE);
    }
  }

  private boolean acquireAll(long millis) {
    boolean interrupted = Thread.interrupted();
    try {
      return permits.tryAcquire(SIZE, millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
      return false;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T extends @Nullable Object> T lend(Work<T> work) throws SQLException {
    Session session = idle.pollFirst();
    session = session == null ? file.connect() : session;
    T result;
    try {
      file.beginReading(session);
      result = work.with(session);
      session.commit();
      idle.addFirst(session);
    } catch (Throwable e) { // this also ends its open transaction
      file.discard(session);
      throw e;
    }
    closeIfClosed();
    return result;
  }

  @Override
  public void close() {
    closed = true;
    closeIfClosed();
  }

  private void closeIfClosed() {
    while (closed) {
      Session session = idle.pollFirst();
      if (session == null) {
        return;
      }
      file.discard(session);
    }
  }
}
