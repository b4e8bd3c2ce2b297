package dev.eventstreams.store.postgres;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The one connection that appends, replaced after every failure. For one thread at a time, but for the cutting. */
final class WriteConnection {

  // One that was idle for longer is first asked something: if it is dead, that is found out before
  // anything is written.
  private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Connector connector;
  private volatile @Nullable Session session;
  private long committed; // when something last was

  WriteConnection(Connector connector, Session session) {
    this.connector = connector;
    this.session = session;
  }

  /** Returns the connection, another one if the last one failed. */
  Session live() throws SQLException {
    Session open = session;
    if (open == null) {
      open = connector.connect();
      session = open;
    }
    return open;
  }

  boolean isOpen() {
    return session != null;
  }

  /** Returns the connection if it answered so lately that it is most likely alive, or null. */
  @Nullable Session trusted() {
    return System.nanoTime() - committed > TRUSTED_NANOS ? null : session;
  }

  /** Tells that a commit was answered. */
  void committed() {
    committed = System.nanoTime();
  }

  /** After a failure nothing is taken for granted: whatever transaction is open ends with the connection. */
  void discard() {
    Session failed = session;
    session = null;
    Connector.closeQuietly(failed);
  }

  /** Cuts the connection, also while another thread waits for an answer on it. */
  void cut() {
    Session open = session;
    if (open != null) {
      open.abort();
    }
  }

  /**
   * Rolls back after a failure, and returns whether nothing was written for sure. Rows and commit are sent together: an error in a
   * statement keeps the rest from being run, and after one in the commit itself PostgreSQL has rolled back. So the server's own word
   * on a statement is enough, whatever becomes of the connection afterwards. A connection that was lost before that may have been
   * lost after the commit. So may the server's, where there is a pooler that goes on and says so.
   */
  static boolean isRolledBack(Session session, SQLException failure) {
    try {
      session.run(PostgresSql.ROLLBACK);
    } catch (SQLException e) {
      failure.addSuppressed(e); // the next use of the connection finds it dead, and makes another
    }
    return PostgresFailure.isOfStatement(failure);
  }
}
