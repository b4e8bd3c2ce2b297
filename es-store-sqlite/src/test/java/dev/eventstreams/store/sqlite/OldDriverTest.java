package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A class path whose driver contains a SQLite that is too old. */
final class OldDriverTest {

  /** The driver's class, in front of the driver itself: it answers as SQLite 3.45.3. */
  private static final String DRIVER = """
      package org.sqlite;

      import java.lang.reflect.Proxy;
      import java.sql.*;
      import java.util.Properties;

      public final class JDBC {
        public Connection connect(String url, Properties unused) {
          return (Connection) answer(Connection.class);
        }

        private static Object answer(Class<?> type) {
          return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (p, method, a) ->
              switch (method.getName()) {
                case "createStatement" -> answer(Statement.class);
                case "executeQuery" -> answer(ResultSet.class);
                case "getString" -> "3.45.3";
                case "next" -> true;
                case "close" -> null;
                default -> throw new SQLException(method.toString());
              });
        }
      }
      """;

  @Test
  void openingIsRefusedBeforeAnyFileIsMade(@TempDir Path directory) throws Exception {
    Path source = Files.createDirectories(directory.resolve("org/sqlite")).resolve("JDBC.java");
    Files.writeString(source, DRIVER);
    assertEquals(
        0,
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-proc:none", source.toString()));
    Path file = directory.resolve("events.db");
    try (URLClassLoader loader = withFirst(directory)) {
      Method open =
          loader.loadClass(Samples.class.getName()).getDeclaredMethod("openAndAppend", Path.class);
      open.setAccessible(true);
      for (int i = 0; i < 2; i++) {
        Throwable failure = Objects.requireNonNull(
            assertThrows(InvocationTargetException.class, () -> open.invoke(null, file))
                .getCause());
        assertEquals("StorageException", failure.getClass().getSimpleName());
        Samples.assertSays(failure, "SQLite 3.45.3", SqliteVersion.OLDEST);
        assertTrue(Files.notExists(file));
      }
    }
  }

  private static URLClassLoader withFirst(Path directory) throws Exception {
    List<URL> urls = new ArrayList<>();
    urls.add(directory.toUri().toURL());
    for (String entry : Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .toList()) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
