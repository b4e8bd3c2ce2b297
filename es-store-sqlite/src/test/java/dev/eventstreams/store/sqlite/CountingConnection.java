package dev.eventstreams.store.sqlite;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.util.concurrent.atomic.AtomicInteger;

/** A connection that counts the statements that run on it. */
final class CountingConnection {

  private CountingConnection() {}

  static Connection of(Connection connection, AtomicInteger runs) {
    return (Connection) proxy(Connection.class, connection, runs);
  }

  private static Object proxy(Class<?> type, Object target, AtomicInteger runs) {
    return Proxy.newProxyInstance(
        type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            runs.incrementAndGet();
          }
          try {
            Object result = method.invoke(target, arguments);
            return result instanceof PreparedStatement
                ? proxy(PreparedStatement.class, result, runs)
                : result;
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        });
  }
}
