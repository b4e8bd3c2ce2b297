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
 * Runs the kit on one backend. A subclass returns the URL of an empty store, and nests a test class
 * for each chapter.
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
 * <p>A separate test fails and names the chapters that are missing.
 */
public abstract class BackendKit {

  /** For a backend's own class. */
  protected BackendKit() {}

  /**
   * Returns the URL of a new empty store on each call. Opening the URL again gives the same data,
   * also from another JVM if the backend declares {@code MULTI_PROCESS} or
   * {@code SURVIVES_RESTART}.
   */
  protected abstract String emptyStore() throws Exception;

  /**
   * Returns the second class that nests chapters, if two classes share them; by default this class.
   */
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
