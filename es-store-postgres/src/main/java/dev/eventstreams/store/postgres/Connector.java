package dev.eventstreams.store.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections. While the server is away, it retries for a while, with pauses that grow, so
 * that a server that starts up is not flooded. No part of a call has been sent while the call waits
 * here, so the call is still made only once.
 */
final class Connector {

  /**
   * The minimum time that a call waits for a server that is starting up or recovering from a crash.
   */
  private static final long PATIENCE_WHILE_COMING_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Server server;
  private final PostgresSql sql;
  private final long patienceNanos;
  private final long whileComingNanos;
  private volatile boolean closed;

  /**
   * Makes a connector.
   *
   * @param patience how long a call waits for a server that is away
   */
  Connector(Server server, PostgresSql sql, Duration patience) {
    this.server = server;
    this.sql = sql;
    this.patienceNanos = patience.toNanos();
    this.whileComingNanos = patienceWhileComing(patience);
  }

  /**
   * Returns how long a call waits for a server that reports that it is starting up or recovering.
   */
  static long patienceWhileComing(Duration patience) {
    return Math.max(PATIENCE_WHILE_COMING_NANOS, patience.toNanos());
  }

  /** Returns a new connection. */
  Session connect() throws SQLException {
    long begin = System.nanoTime();
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      try {
        return connectOnce();
      } catch (SQLException e) {
        long patience = PostgresFailure.isComing(e) ? whileComingNanos : patienceNanos;
        long waited = System.nanoTime() - begin + pause;
        if (closed || !PostgresFailure.isUnavailable(e) || waited > patience) {
          throw e;
        }
      }
      LockSupport.parkNanos(pause); // an interrupt only makes the next attempt come sooner
      pause = Math.min(2 * pause, LAST_PAUSE_NANOS);
    }
  }

  /** Returns a new connection, or fails at once, without a retry. */
  Session connectOnce() throws SQLException {
    return new Session(server.connect(), sql);
  }

  /** Ends the waiting for a server that is away. */
  void close() {
    closed = true;
  }

  /**
   * Closes a session that may be broken already, and cuts its connection if it cannot be closed, so
   * no transaction stays open.
   */
  static void closeQuietly(@Nullable Session session) {
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        // The connection is gone, as intended.
      } catch (RuntimeException | Error e) {
        session.abort();
        throw e;
      }
    }
  }
}
