package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checks every block of Java in the documents. Statements are compiled and run, and must print the
 * lines in their comments. A block that names a file after {@code java} must be part of that file.
 */
final class SnippetsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static List<Snippet> statements() throws IOException {
    return snippets().stream().filter(snippet -> snippet.source().isEmpty()).toList();
  }

  static List<Snippet> excerpts() throws IOException {
    return snippets().stream().filter(snippet -> !snippet.source().isEmpty()).toList();
  }

  private static List<Snippet> snippets() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    List<Snippet> snippets = new ArrayList<>();
    for (Path document : documents) {
      snippets.addAll(Snippet.in(document));
    }
    return snippets;
  }

  @Test
  void findsSnippetsOfBothKinds() throws IOException {
    assertTrue(statements().size() >= 6, statements().toString());
    assertFalse(excerpts().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("statements")
  void statementsRunAndPrintTheirComments(Snippet snippet, @TempDir Path folder) throws Exception {
    try (EventStore store = EventStores.open("memory:")) {
      var unused = store.stream("user-123")
          .append(
              CandidateEvent.of("ClaimFiled").withMetadata("amount", 120),
              CandidateEvent.of("ClaimPaid"));
      var unused2 =
          store.stream("user-7").append(CandidateEvent.of("ClaimFiled").withMetadata("amount", 80));

      SnippetRunner runner = new SnippetRunner(folder);
      assertEquals(snippet.prints(), runner.run(snippet, store));
      if (snippet.opensStore()) {
        assertEquals(snippet.prints(), runner.run(snippet, store), "run again");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("excerpts")
  void excerptsArePartOfTheirSource(Snippet snippet) throws IOException {
    String source = Files.readString(ROOT.resolve(snippet.source()));
    assertTrue(
        source.contains(snippet.code()),
        () -> snippet + " is not in " + snippet.source() + ":\n" + snippet.code());
  }
}
