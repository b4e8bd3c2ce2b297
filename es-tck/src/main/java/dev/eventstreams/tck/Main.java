package dev.eventstreams.tck;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Runs the kit from the command line: {@code ./es tck 'sqlite:target/tck/{n}.db'}.
 *
 * <p>Exits with 0 if every rule holds, 1 if a rule does not hold, 2 if there is nothing to run.
 */
public final class Main {

  private Main() {}

  /** Takes the URL of a store, with {@code {n}} in the place of a new number. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(arguments, out));
  }

  static int run(String[] arguments, PrintStream out) {
    if (arguments.length != 1 || !arguments[0].contains("{n}")) {
      out.println("Usage: ./es tck [--jar ADAPTER.jar] URL");
      out.println(
          "  {n} in the URL is replaced by a fresh number for each store: sqlite:target/tck/{n}.db");
      return 2;
    }
    String url = arguments[0];
    try {
      makeDirectoryOf(url);
      EventStores.open(Chapters.fresh(url)).close();
    } catch (EventStoreException
        | IllegalArgumentException
        | IllegalStateException
        | IOException e) {
      out.println("es: no store can be opened there: " + e.getMessage());
      return 2;
    }
    long start = System.nanoTime();
    Report report = Kit.run(
        url,
        chapter -> System.err.printf(
            Locale.ROOT,
            "es: %3d s, %s%n",
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
            chapter));
    out.println(report);
    return report.holds() ? 0 : 1;
  }

  // For paths: "target/tck/{n}.db" needs a directory; a body that begins with // names a host.
  private static void makeDirectoryOf(String url) throws IOException {
    String body = StoreUrl.parse(url).body();
    int slash = body.indexOf("{n}") < 0 ? -1 : body.lastIndexOf('/', body.indexOf("{n}"));
    if (slash > 0 && !body.startsWith("//")) {
      Files.createDirectories(Path.of(body.substring(0, slash)));
    }
  }
}
