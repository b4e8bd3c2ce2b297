package dev.eventstreams.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that every workload works at a tiny size, but not its speed. */
final class SmokeTest {

  private static final int DIVISOR = 1_000;

  @TempDir
  private Path directory;

  static Stream<String> workloads() {
    return Benchmark.all().stream().map(workload -> workload.rows().get(0).name());
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void everyWorkloadGivesItsRows(String name) throws Exception {
    Workload workload = Benchmark.all().stream()
        .filter(candidate -> candidate.isCalled(name))
        .findFirst()
        .orElseThrow();
    List<Line> lines = session().measure(List.of(workload));
    assertEquals(workload.rows().size(), lines.size());
    for (Line line : lines) {
      assertTrue(line.ours().median() >= 0, line.row().name());
    }
  }

  @Test
  void soakReadsAndWatchesEverything() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Soak.run(directory, 20_000, new PrintStream(out, true, StandardCharsets.UTF_8));
    String report = out.toString(StandardCharsets.UTF_8);
    assertTrue(report.contains("replay: 20,000 events"), report);
    assertTrue(report.contains("watch: 20,000 events"), report);
  }

  private Session session() {
    Options options =
        new Options(Options.Command.MEASURE, 1, DIVISOR, Duration.ZERO, directory, null, List.of());
    return new Session(
        options, new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
  }
}
