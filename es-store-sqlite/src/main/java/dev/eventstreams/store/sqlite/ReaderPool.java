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
  <T extends @Nullable Object> T inTransaction(Work<T> work) {
    return lend(session -> {
      session.begin(SqliteSql.BEGIN);
      T result = work.with(session);
      session.commit();
      return result;
    });
  }

  /** Reads; each statement sees the state of its own moment. */
  <T extends @Nullable Object> T lend(Work<T> work) {
    permits.acquireUninterruptibly();
    Session session = null;
    boolean sound = false;
    try {
      session = idle.pollFirst();
      session = session == null ? file.connect() : session;
      T result = work.with(session);
      sound = true;
      return result;
    } catch (SQLException e) {
      throw file.failure("read", e);
    } finally {
      giveBack(session, sound);
      permits.release();
    }
  }

  // One that failed is closed, and with it the transaction that it may have open.
  private void giveBack(@Nullable Session session, boolean sound) {
    if (session == null) {
      return;
    }
    if (sound) {
      idle.addFirst(session);
    } else {
      file.closeQuietly(session);
    }
    if (closed) {
      closeIdle();
    }
  }

  @Override
  public void close() {
    closed = true;
    closeIdle();
  }

  private void closeIdle() {
    for (Session session = idle.pollFirst(); session != null; session = idle.pollFirst()) {
      file.closeQuietly(session);
    }
  }
}
