package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.StorageHandle;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two class loaders of one JVM, each with its own copy of the library and of SQLite. The copies do
 * not see each other's locks.
 */
final class TwoClassLoadersTest {

  @TempDir
  Path directory;

  private static ClassLoader copy() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : Pattern.compile(File.pathSeparator, Pattern.LITERAL)
        .splitAsStream(System.getProperty("java.class.path"))
        .toList()) {
      urls.add(Path.of(entry).toUri().toURL());
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static AutoCloseable open(ClassLoader loader, Path file) throws Exception {
    Method open =
        loader.loadClass(Samples.class.getName()).getDeclaredMethod("openAndAppend", Path.class);
    open.setAccessible(true);
    try {
      return (AutoCloseable) open.invoke(null, file);
    } catch (InvocationTargetException e) {
      throw (Exception) e.getCause();
    }
  }

  private static void assertRefused(ClassLoader loader, Path file) {
    Exception refusal = assertThrows(Exception.class, () -> open(loader, file));
    assertEquals("StoreLockedException", refusal.getClass().getSimpleName());
    Samples.assertSays(refusal, file.toString(), "class loader", "close the store there");
  }

  @Test
  void secondClassLoaderIsRefusedWhileTheFirstHasTheFileOpen() throws Exception {
    Path file = directory.resolve("events.db");
    ClassLoader one = copy();
    ClassLoader two = copy();
    AutoCloseable first = open(one, file);
    AutoCloseable again = open(one, file);
    assertRefused(two, file);
    assertRefused(two, Files.createSymbolicLink(directory.resolve("symbolic.db"), file));
    assertRefused(two, Files.createLink(directory.resolve("hard.db"), file));
    first.close();
    assertRefused(two, file);
    again.close();
    open(two, file).close();
    try (StorageHandle store = Samples.open(file)) {
      assertEquals(3, Samples.readAll(store, EventFilter.all()).size());
      assertRefused(one, file);
    }
  }

  @Test
  void storeThatCouldNotBeOpenedIsFreeForOthers() throws Exception {
    Path file = directory.resolve("events.db");
    Files.writeString(file, "no database, but a text that is long enough to be one. ".repeat(100));
    assertThrows(Exception.class, () -> open(copy(), file));
    Files.writeString(file, "");
    open(copy(), file).close();
  }
}
