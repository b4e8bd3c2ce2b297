package dev.eventstreams.store.postgres;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that appends. It is replaced after every failure. For one thread at a time,
 * except {@link #cut}.
 */
final class WriteConnection {

  // A connection that was idle for longer appends in two round trips, and the first one detects a
  // dead connection before anything is written.
  private static final long TRUSTED_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private final Connector connector;
  private volatile @Nullable Session session;
  private long committed; // the time of the last commit

  WriteConnection(Connector connector, Session session) {
    this.connector = connector;
    this.session = session;
  }

  /** Returns the connection, or a new one if the last one failed. */
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

  /**
   * Returns the connection if its last commit is so recent that the connection is most likely
   * alive, or null.
   */
  @Nullable Session trusted() {
    return System.nanoTime() - committed > TRUSTED_NANOS ? null : session;
  }

  /** Notes that a commit was answered. */
  void committed() {
    committed = System.nanoTime();
  }

  /**
   * Closes the connection after a failure, because its state is not known: an open transaction ends
   * with the connection.
   */
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
   * Rolls back after a failure, and returns whether it is certain that nothing was written. Rows
   * and commit are sent together: an error in a statement prevents the rest from running, and after
   * an error in the commit itself PostgreSQL has rolled back. So the server's own error for a
   * statement is enough, no matter what happens to the connection afterwards. A connection that was
   * lost before such an error may have been lost after the commit. A pooler's connection to the
   * server may also have been lost after the commit, while the pooler continues and reports that
   * loss.
   */
  static boolean isRolledBack(Session session, SQLException failure) {
    try {
      session.run(PostgresSql.ROLLBACK);
    } catch (SQLException e) {
      failure.addSuppressed(e); // the next use of the connection finds it dead and makes a new one
    }
    return PostgresFailure.isOfStatement(failure);
  }
}
