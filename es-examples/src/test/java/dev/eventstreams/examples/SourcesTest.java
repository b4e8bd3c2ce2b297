package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Checks the sources of all modules for mistakes that the compiler's checks do not find. */
final class SourcesTest {

  private static final Path ROOT = Path.of("..");

  // Error Prone's DefaultLocale finds String.format but not this method, which has no variant with
  // a locale.
  private static final String WITHOUT_LOCALE = ".format" + "ted(";

  @Test
  void noSourceFormatsInTheDefaultLocale() throws IOException {
    List<Path> sources = sources();

    assertTrue(sources.size() > 300, "sources found: " + sources.size());
    assertEquals(
        List.of(),
        sources.stream().filter(file -> read(file).contains(WITHOUT_LOCALE)).toList(),
        "sources that call String.formatted; use String.format(Locale.ROOT, …) instead");
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !file.toString().contains("/target/"))
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
