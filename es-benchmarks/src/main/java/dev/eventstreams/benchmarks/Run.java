package dev.eventstreams.benchmarks;

import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** One run of a workload: the place of its databases, its size, and its figures. */
final class Run implements AutoCloseable {

  private final Path directory;
  private final int number;
  private final int divisor;
  private final Map<String, Double> ours = new HashMap<>();
  private final Map<String, Double> limit = new HashMap<>();
  private int databases;

  /**
   * Makes a new directory for the databases.
   *
   * @param parent the directory in which it is made
   * @param number the number of the run: in even runs the library goes first, in odd runs the limit
   * @param divisor the number by which the sizes are divided
   */
  Run(Path parent, int number, int divisor) throws IOException {
    this.directory = Files.createTempDirectory(Files.createDirectories(parent), "run");
    this.number = number;
    this.divisor = divisor;
  }

  /** Returns the size for this run, given the full size; at least {@code smallest}. */
  int size(int full, int smallest) {
    return Math.max(smallest, full / divisor);
  }

  /** Returns the duration for this run, given the duration at full size. */
  Duration lasting(Duration full) {
    Duration shortest = Duration.ofMillis(Math.min(20, full.toMillis()));
    Duration divided = full.dividedBy(divisor);
    return divided.compareTo(shortest) < 0 ? shortest : divided;
  }

  /** Returns the path of a database that does not exist yet. */
  Path freshDatabase() {
    return directory.resolve("events-" + databases++ + ".db");
  }

  EventStore open(Path database) {
    return EventStores.open(url(database));
  }

  static String url(Path database) {
    return StoreUrl.of("sqlite", database.toString()).toString();
  }

  /** Runs both steps, one after the other, in an order that changes from run to run. */
  void inTurn(Workload.Step ours, Workload.Step limit) throws Exception {
    for (Workload.Step step : number % 2 == 0 ? List.of(ours, limit) : List.of(limit, ours)) {
      System.gc();
      step.run();
    }
  }

  void ours(Row row, double figure) {
    ours.put(row.name(), figure);
  }

  void limit(Row row, double figure) {
    limit.put(row.name(), figure);
  }

  Map<String, Double> ours() {
    return ours;
  }

  Map<String, Double> limit() {
    return limit;
  }

  /** Returns the rate per second. */
  static double perSecond(long count, long nanos) {
    return count * 1e9 / nanos;
  }

  /**
   * Fails the benchmark if the work was not done: a fast wrong answer gives no figure.
   *
   * @throws IllegalStateException if the numbers differ
   */
  static void expect(long expected, long actual) {
    if (expected != actual) {
      throw new IllegalStateException("expected " + expected + ", and there were " + actual);
    }
  }

  /** Removes the databases. */
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
