package dev.eventstreams.store.postgres;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A server as a data source for the pool. If the pool is closed while it connects, it drops the new
 * connection without closing it. So this class notes each connection before the pool gets it, hands
 * out none after the close, and the close ends all connections that are left. No connection
 * outlives its store.
 */
final class PooledServer implements DataSource, AutoCloseable {

  // The time that a closing pool waits for a connection that is being made. With 0, the pool logs a
  // warning.
  private static final int CLOSE_SECONDS = 1;

  private final Server server;
  private final List<Connection> open = new ArrayList<>();
  private boolean closed;

  PooledServer(Server server) {
    this.server = server;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = server.connect();
    if (!note(connection)) {
      connection.close();
      throw new SQLException("the store was closed");
    }
    return connection;
  }

  private synchronized boolean note(Connection connection) throws SQLException {
    for (int i = open.size() - 1; i >= 0; i--) {
      if (open.get(i).isClosed()) {
        open.remove(i);
      }
    }
    return !closed && open.add(connection);
  }

  /** Ends every connection that the pool has not closed. Called after the pool's own close. */
  @Override
  public void close() {
    for (Connection left : takeAll()) {
      try {
        left.abort(Runnable::run);
      } catch (SQLException e) {
        // The connection is gone, as intended.
      }
    }
  }

  private synchronized List<Connection> takeAll() {
    closed = true;
    List<Connection> left = List.copyOf(open);
    open.clear();
    return left;
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public @Nullable PrintWriter getLogWriter() {
    return null;
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) {}

  @Override
  public void setLoginTimeout(int seconds) {}

  @Override
  public int getLoginTimeout() {
    return CLOSE_SECONDS;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    throw new SQLException("wraps nothing");
  }

  @Override
  public boolean isWrapperFor(Class<?> type) {
    return false;
  }

  @Override
  public String toString() {
    return server.toString();
  }
}
