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
   * statement keeps the rest from being run, and after one in the commit itself PostgreSQL has rolled back; in either case the
   * connection goes on. One that does not may have been lost after the commit. So may the server's, where there is a pooler that goes
   * on and says so.
   */
  static boolean isRolledBack(Session session, SQLException failure) {
    try {
      session.run(AppendSql.ROLLBACK);
      return PostgresFailure.isOfStatement(failure);
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return false;
    }
  }

  /** Returns what to say for a failure: a replica refuses to begin what writes as it refuses what no PostgreSQL can do. */
  SQLException told(SQLException failure) {
    Session open = session;
    if (open == null || !PostgresFailure.isUnsupported(failure)) {
      return failure;
    }
    try {
      open.run(AppendSql.ROLLBACK);
      return Boolean.TRUE.equals(open.first(PostgresSql.IN_RECOVERY, row -> row.getBoolean(1)))
          ? new SQLException(failure.getMessage(), PostgresFailure.READ_ONLY, failure)
          : failure;
    } catch (SQLException e) {
      failure.addSuppressed(e);
      return failure;
    }
  }
}
