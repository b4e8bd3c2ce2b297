package dev.eventstreams.store.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections, trying again for a while where the server is away: longer each time, so that one that starts up is not
 * flooded. Nothing of a call has been sent when it waits here, so that it is none the less made once.
 */
final class Connector {

  /** How long a call waits at least for a server that is starting up, or recovering from a crash. */
  private static final long PATIENCE_WHILE_COMING_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long LAST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final Server server;
  private final PostgresSql sql;
  private final long patienceNanos;
  private final long whileComingNanos;
  private volatile boolean closed;

  /**
   * Makes one.
   *
   * @param patience how long a call waits for a server that is away
   */
  Connector(Server server, PostgresSql sql, Duration patience) {
    this.server = server;
    this.sql = sql;
    this.patienceNanos = patience.toNanos();
    this.whileComingNanos = patienceWhileComing(patience);
  }

  /** Returns how long a call waits for a server that says that it is coming. */
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

  /** Returns a new connection, or fails at once. */
  Session connectOnce() throws SQLException {
    return new Session(server.connect(), sql);
  }

  /** Ends the waiting for a server that is away. */
  void close() {
    closed = true;
  }

  /** Closes what may be broken already, and cuts what cannot be closed: no transaction stays open. */
  static void closeQuietly(@Nullable Session session) {
    if (session != null) {
      try {
        session.close();
      } catch (SQLException e) {
        // It is gone, which was the aim.
      } catch (RuntimeException | Error e) {
        session.abort();
        throw e;
      }
    }
  }
}
