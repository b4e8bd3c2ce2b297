package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.graph.KnowledgeGraph;
import dev.eventstreams.graph.Node;
import dev.eventstreams.graph.Relation;
import dev.eventstreams.postgres.server.PostgresServer;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the library as modules in a separate JVM: what the modules export, require and provide is
 * sufficient.
 */
final class ModulePathTest {

  // These entries are only for the tests: they are not modules, and some of them share packages.
  private static final Pattern OF_TESTS =
      Pattern.compile("es-examples|es-postgres-server|junit|testcontainers|docker-java|zonky");

  private static final String LOGGING = "java.util.logging.config.file";

  @TempDir
  Path folder;

  @Test
  void findsEveryBackendOnTheModulePath() throws Exception {
    List<String> library = new ArrayList<>();
    List<String> application = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      (OF_TESTS.matcher(entry).find() ? application : library).add(entry);
    }
    Path output = folder.resolve("output");
    Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-D" + LOGGING + "=" + System.getProperty(LOGGING, ""),
            "--module-path",
            String.join(File.pathSeparator, library),
            "--add-modules",
            "dev.eventstreams.graph,dev.eventstreams.store.memory,dev.eventstreams.store.sqlite,"
                + "dev.eventstreams.store.file,dev.eventstreams.store.postgres",
            "--class-path",
            String.join(File.pathSeparator, application),
            Application.class.getName(),
            "memory:",
            "sqlite:" + folder.resolve("events.db"),
            "file:" + folder.resolve("events"),
            PostgresServer.shared().newStore())
        .redirectError(ProcessBuilder.Redirect.INHERIT) // newer JDKs warn of native access there
        .redirectOutput(output.toFile())
        .start();
    int status = process.waitFor();
    List<String> said = Files.readAllLines(output, StandardCharsets.UTF_8);
    assertEquals(
        List.of(
            "memory: dev.eventstreams.core 1, graph: dev.eventstreams.graph 2",
            "sqlite: dev.eventstreams.core 1, graph: dev.eventstreams.graph 2",
            "file: dev.eventstreams.core 1, graph: dev.eventstreams.graph 2",
            "postgresql: dev.eventstreams.core 1, graph: dev.eventstreams.graph 2"),
        said);
    assertEquals(0, status);
  }

  /** The program that the other JVM runs. */
  static final class Application {

    private Application() {}

    private static int nodes(EventStore store) {
      Relation opened = Relation.of(Node.of("who", "s"), "opened", Node.of("what", "it"));
      return KnowledgeGraph.build(store.all().read(), event -> List.of(opened))
          .nodes()
          .size();
    }

    /** Appends to each store, and prints the modules of the store and the graph. */
    public static void main(String[] urls) {
      for (String url : urls) {
        try (EventStore store = EventStores.open(url)) {
          store.stream("s").append(CandidateEvent.of("Opened").withMetadata("url", url));
          long read = store.all().read().stream()
              .filter(event -> url.equals(event.metadata().get("url")))
              .count();
          System.out.println(url.substring(0, url.indexOf(':') + 1) + " "
              + store.getClass().getModule().getName() + " " + read + ", graph: "
              + KnowledgeGraph.class.getModule().getName() + " " + nodes(store));
        }
      }
    }
  }
}
