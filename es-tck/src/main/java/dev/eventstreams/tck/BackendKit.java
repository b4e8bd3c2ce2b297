package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.spi.Capability;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The kit for one backend, a test class for each chapter: says where an empty store is, and nests the chapters.
 *
 * <pre>{@code
 * final class MyStoreTest extends BackendKit {
 *   @TempDir
 *   Path folder;
 *
 *   @Override
 *   protected String emptyStore() throws IOException {
 *     return "mine:" + Files.createTempDirectory(folder, "tck");
 *   }
 *
 *   @Nested
 *   class Append extends AppendTck {}
 *
 *   @Nested
 *   class Read extends ReadTck {}
 * }
 * }</pre>
 *
 * <p>A test of its own names the chapters that are missing.
 */
public abstract class BackendKit {

  /** For a backend's own class. */
  protected BackendKit() {}

  /**
   * Returns the URL of an empty store, another one each time. Opening it again, also from another JVM where the backend
   * declares {@code MULTI_PROCESS} or {@code SURVIVES_RESTART}, gives the same data.
   */
  protected abstract String emptyStore() throws Exception;

  /** Returns the class that nests the other chapters, where two classes share them: this one, unless overridden. */
  protected Class<?> otherChapters() {
    return getClass();
  }

  @Test
  void nestsEveryChapterThatTheBackendsCapabilitiesAskFor() throws Exception {
    Set<Capability> declared = Providers.capabilities(emptyStore());
    Set<Class<?>> missing = new LinkedHashSet<>(Chapters.kinds(Chapters.forAll()));
    Chapters.byCapability().forEach((capability, chapters) -> {
      if (declared.contains(capability)) {
        missing.addAll(Chapters.kinds(chapters));
      }
    });
    Stream.of(getClass(), otherChapters())
        .flatMap(outer -> Arrays.stream(outer.getDeclaredClasses()))
        .forEach(nested -> missing.remove(nested.getSuperclass()));
    assertEquals(
        List.of(),
        missing.stream().map(Class::getSimpleName).toList(),
        "chapters that are not nested in " + getClass().getName());
  }
}
