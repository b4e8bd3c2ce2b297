package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The prepared statements of a connection. */
final class SessionTest {

  private final List<PreparedStatement> prepared = new ArrayList<>();

  private Connection recording(Connection connection) {
    return (Connection) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {Connection.class},
        (proxy, method, arguments) -> {
          Object result = method.invoke(connection, arguments);
          if (result instanceof PreparedStatement statement) {
            prepared.add(statement);
          }
          return result;
        });
  }

  private long open() throws SQLException {
    long open = 0;
    for (PreparedStatement statement : prepared) {
      open += statement.isClosed() ? 0 : 1;
    }
    return open;
  }

  // Each filter of a user makes a statement.
  @Test
  void statementsUnusedForLongAreClosedAndPreparedAgain() throws SQLException {
    try (Session session =
        new Session(recording(DriverManager.getConnection("jdbc:sqlite::memory:")))) {
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 250; i++) {
          assertEquals(i, session.number("SELECT " + i));
          assertEquals(-1, session.number("SELECT -1"));
          assertTrue(open() <= 110, "statements are left open");
        }
      }
      assertEquals(1 + 500 + 1, prepared.size(), "the one used often is prepared once");
    }
  }
}
