package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.UnknownSchemeException;
import dev.eventstreams.core.EventStores;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The message for a jar that contains the backends without their registration, as happens when
 * several jars are merged.
 */
final class UnmergedServicesTest {

  @ParameterizedTest
  @ValueSource(strings = {"memory", "file", "sqlite", "postgresql", "postgres"})
  void unregisteredBackendOnTheClassPathIsNamed(String scheme) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader usual = thread.getContextClassLoader();
    try (URLClassLoader merged = new Unregistered()) {
      thread.setContextClassLoader(merged);
      Method open = merged.loadClass(EventStores.class.getName()).getMethod("open", String.class);
      Throwable thrown = Objects.requireNonNull(
          assertThrows(InvocationTargetException.class, () -> open.invoke(null, scheme + ":a"))
              .getCause());
      assertEquals(UnknownSchemeException.class.getName(), thrown.getClass().getName());
      String message = String.valueOf(thrown.getMessage());
      assertTrue(
          message.contains(
              "is on the class path, but no META-INF/services/dev.eventstreams.spi.StorageProvider"
                  + " names dev.eventstreams.store."),
          message);
      assertTrue(message.contains("merge these files too"), message);
    } finally {
      thread.setContextClassLoader(usual);
    }
  }

  /** The class path without the library's files for ServiceLoader. */
  private static final class Unregistered extends URLClassLoader {

    Unregistered() {
      super(classPath(), ClassLoader.getPlatformClassLoader());
    }

    private static URL[] classPath() {
      return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
          .map(Unregistered::url)
          .toArray(URL[]::new);
    }

    private static URL url(String entry) {
      try {
        return new File(entry).toURI().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalArgumentException(entry, e);
      }
    }

    @Override
    public Enumeration<URL> findResources(String name) throws IOException {
      return name.startsWith("META-INF/services/dev.eventstreams")
          ? Collections.emptyEnumeration()
          : super.findResources(name);
    }
  }
}
