package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** No connection outlives its store, not even one that the pool has lost. */
final class PooledServerTest {

  @Test
  void closeEndsEveryConnectionThatThePoolHasNotClosed() throws SQLException {
    PooledServer server = new PooledServer(PostgresSettings.of(Samples.url()).server());
    Connection lost = server.getConnection();
    Connection closed = server.getConnection();
    closed.close();
    assertFalse(lost.isClosed(), "closed before the store");
    server.close();
    assertTrue(lost.isClosed(), "closed with the store");
  }

  @Test
  void closedServerHandsNoConnectionOut() {
    PooledServer server = new PooledServer(PostgresSettings.of(Samples.url()).server());
    server.close();
    assertThrows(SQLException.class, server::getConnection);
  }
}
