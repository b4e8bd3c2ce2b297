package dev.eventstreams.store.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/** Connections for reading, and for what else one statement does. None is kept longer than a call takes. */
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
    config.setDataSource(server); // not by URL and password, which the pool would know then
    config.setPoolName("es-readers " + settings.location());
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(0);
    config.setIdleTimeout(IDLE_MILLIS);
    config.setMaxLifetime(LIFE_MILLIS);
    config.setConnectionTimeout(settings.reconnectTimeout().toMillis());
    config.setValidationTimeout(
        Math.min(VALIDATION_MILLIS, settings.reconnectTimeout().toMillis() / 2));
    // Told, not asked: where its question to the first connection is lost, the pool would set a
    // level of -1 on all others, and none would ever do.
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setInitializationFailTimeout(-1); // an opening has connected before
    this.pool = new HikariDataSource(config);
  }

  /** What is done with a connection. */
  interface Work<T> {
    T with(Session session) throws SQLException;
  }

  /** Runs what may be run again: a connection that turns out to be dead is replaced, and once all the others of the pool too. */
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

  // The pool waits for each server alike; it has lent nothing then, and nothing was asked.
  private boolean isWorthMorePatience(SQLException failure, long begin) {
    return PostgresFailure.isOfPool(failure)
        && PostgresFailure.isComing(failure)
        && System.nanoTime() - begin < Connector.patienceWhileComing(settings.reconnectTimeout())
        && !pool.isClosed();
  }

  /** Runs what must not be run twice. */
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
        pool.evictConnection(connection); // it may have a transaction open that has failed
        throw e;
      }
    }
  }

  // The pool gives up where the waiting thread is interrupted; a call that has begun is finished,
  // and the interrupt kept.
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

  // What broke one connection, a restart of the server, has mostly broken all.
  private void evictIdle() {
    HikariPoolMXBean control = pool.getHikariPoolMXBean();
    if (control != null) {
      control.softEvictConnections();
    }
  }

  /** Returns how many connections there are, for tests. */
  int connections() {
    return pool.getHikariPoolMXBean().getTotalConnections();
  }

  @Override
  public void close() {
    pool.close();
    server.close();
  }
}
