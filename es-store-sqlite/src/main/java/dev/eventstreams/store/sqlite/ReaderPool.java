package dev.eventstreams.store.sqlite;

import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
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
