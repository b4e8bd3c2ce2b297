package dev.eventstreams.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * The connections for reading, and for other calls of one statement. A call keeps its connection
 * only while it runs.
 */
final class Readers implements AutoCloseable {

  private static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final long LIFE_MILLIS = TimeUnit.MINUTES.toMillis(30);
  private static final long VALIDATION_MILLIS = 2_500;

  private final PostgresSettings settings;
  private final PostgresSql sql;
  private final PooledServer server;
  private final HikariDataSource pool;

  Readers(PostgresSettings settings, PostgresSql sql) {
    this.settings = settings;
    this.sql = sql;
    this.server = new PooledServer(settings.server());
    HikariConfig config = new HikariConfig();
    config.setDataSource(server); // not by URL and password, so the pool does not know them
    config.setPoolName("es-readers " + settings.location());
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE_MILLIS);
    config.setMaxLifetime(LIFE_MILLIS);
    config.setConnectionTimeout(settings.reconnectTimeout().toMillis());
    config.setValidationTimeout(
        Math.min(VALIDATION_MILLIS, settings.reconnectTimeout().toMillis() / 2));
    // Set explicitly. Otherwise the pool asks the first connection, and if that answer is lost, it
    // sets a level of -1 on all other connections, and none of them works.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setInitializationFailTimeout(-1); // the opening of the store has connected before
    this.pool = new HikariDataSource(config);
  }

  /** The work to do with a connection. */
  interface Work<T> {
    T with(Session session) throws SQLException;
  }

  /**
   * Runs work that may run again. If a connection turns out to be dead, or another connection may
   * give an answer, the work runs again, at most twice, and the pool replaces its other connections
   * too.
   */
  <T> T lend(String doing, Work<T> work) {
    long begin = System.nanoTime();
    int dead = 0;
    while (true) {
      try {
        return lendOnce(work);
      } catch (SQLException e) {
        if (isWorthMorePatience(e, begin)) {
          continue;
        }
        boolean again = PostgresFailure.isWorthReadingAgain(e)
            && !PostgresFailure.isOfPool(e)
            && dead < 2
            && !pool.isClosed();
        if (!again) {
          throw PostgresFailure.of(settings.location(), doing, e);
        }
        dead++;
        evictIdle();
      }
    }
  }

  // The pool has one time-out for all servers. When it expires, the pool has lent no connection and
  // nothing was sent.
  private boolean isWorthMorePatience(SQLException failure, long begin) {
    return PostgresFailure.isOfPool(failure)
        && PostgresFailure.isComing(failure)
        && System.nanoTime() - begin < Connector.patienceWhileComing(settings.reconnectTimeout())
        && !pool.isClosed();
  }

  /** Runs work that must not run twice. */
  <T> T lendOnceOnly(String doing, Work<T> work) {
    try {
      return lendOnce(work);
    } catch (SQLException e) {
      throw PostgresFailure.of(settings.location(), doing, e);
    }
  }

  private <T> T lendOnce(Work<T> work) throws SQLException {
    try (Connection connection = borrow()) {
      try {
        return work.with(new Session(connection, sql));
      } catch (SQLException | RuntimeException | Error e) {
        pool.evictConnection(connection); // it may have an open transaction that has failed
        throw e;
      }
    }
  }

  // The pool gives up if the waiting thread is interrupted. A call that has begun is finished, and
  // the interrupt is kept.
  private Connection borrow() throws SQLException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pool.getConnection();
        } catch (SQLException e) {
          if (!(e.getCause() instanceof InterruptedException)) {
            throw e;
          }
          interrupted |= Thread.interrupted();
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // A cause that breaks one connection, such as a restart of the server, breaks most of the other
  // connections too.
  private void evictIdle() {
    HikariPoolMXBean control = pool.getHikariPoolMXBean();
    if (control != null) {
      control.softEvictConnections();
    }
  }

  /** Returns the number of connections, for tests. */
  int connections() {
    return pool.getHikariPoolMXBean().getTotalConnections();
  }

  @Override
  public void close() {
    pool.close();
    server.close();
  }
}
