package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A few connections that read, made when needed and lent for one page or one look. Nobody keeps one between calls, so those who
 * wait for one wait shortly, and uninterruptibly: an interrupt of theirs could not hurry anybody.
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

  /** What is done with the connection. */
  interface Work<T extends @Nullable Object> {
    T with(Session session) throws SQLException;
  }

  /** Reads from one state of the store. */
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

  /** What is done while no page is read. */
  interface Pause<T> {
    T run() throws SQLException;
  }

  /**
   * Does something while none reads: those who read come to the end of their page first, and those who come next wait. Returns null,
   * and does nothing, if a page takes longer than so many milliseconds.
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
    } catch (Throwable e) { // with it ends the transaction that it may have open
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
