package dev.eventstreams.benchmarks;

import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.core.EventStores;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Ten million events, read and watched from the start by a JVM whose heap is too small for them.
 */
final class Soak {

  private static final int BATCH = 10_000;
  private static final List<String> SMALL_HEAP = List.of("-Xmx64m");

  private Soak() {}

  /** Makes the database, unless an earlier soak left it, and starts other JVMs that read it. */
  static void run(Path directory, int total, PrintStream out) throws Exception {
    Path database = Files.createDirectories(directory).resolve("soak-" + total + ".db");
    fill(database, total, out);
    for (String way : List.of("replay", "watch")) {
      String url = Run.url(database);
      try (Forked reader =
          Forked.start(SMALL_HEAP, SoakReader.class, way, url, Integer.toString(total))) {
        out.println(reader.line());
        reader.await();
      }
    }
  }

  private static void fill(Path database, int total, PrintStream out) throws IOException {
    try (EventStore store = EventStores.open(Run.url(database))) {
      EventStream stream = store.stream(Sample.STREAM);
      long begin = System.nanoTime();
      long there = stream.version();
      for (long from = there; from < total; from += BATCH) {
        int to = (int) Math.min(total, from + BATCH);
        stream.append(ExpectedVersion.exactly(from), Sample.events((int) from, to, Sample::event));
        if (to % (100L * BATCH) == 0) {
          out.printf(Locale.ROOT, "  %,d events written%n", to);
        }
      }
      if (there < total) {
        double rate = Run.perSecond(total - there, System.nanoTime() - begin);
        out.printf(
            Locale.ROOT, "write: %,.0f events/s, %,d bytes on disk%n", rate, Files.size(database));
      }
    }
  }
}
