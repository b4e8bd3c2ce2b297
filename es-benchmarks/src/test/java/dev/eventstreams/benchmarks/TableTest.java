package dev.eventstreams.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TableTest {

  private static final Row RATE = new Row(
      "append_single_seq",
      "work",
      Unit.APPENDS_PER_SECOND,
      Target.timesOriginal(10).share(0.75));
  private static final Row TIME =
      new Row("watch_latency_idle p99", "work", Unit.MILLISECONDS, Target.none().bound(2));

  @TempDir
  private Path directory;

  @Test
  void ratesAreBetterWhenHigher() {
    Line line = line(RATE, summary(30_000, 20_000, 40_000), summary(40_000), 2_342.0);
    assertEquals(0.75, line.shareOfLimit(), 1e-9);
    assertEquals(30_000 / 2_342.0, line.timesOriginal(), 1e-9);
    assertEquals(List.of(), RATE.target().missedBy(line));
    assertEquals(
        List.of("75 % of the limit", "10 × the original"),
        RATE.target().missedBy(line(RATE, summary(20_000), summary(40_000), 2_342.0)));
  }

  @Test
  void timesAreBetterWhenLower() {
    Line line = line(TIME, summary(0.5), summary(0.25), 3.1);
    assertEquals(0.5, line.shareOfLimit(), 1e-9);
    assertEquals(6.2, line.timesOriginal(), 1e-9);
    assertEquals(List.of(), TIME.target().missedBy(line));
    assertEquals(List.of("2.00 ms"), TIME.target().missedBy(line(TIME, summary(2.5), null, null)));
  }

  @Test
  void theOriginalsBetterFigureCounts() {
    assertEquals(2_342.0, Originals.better(RATE));
    assertEquals(3.1, Originals.better(TIME));
  }

  @Test
  void everyOriginalBelongsToARow() {
    List<String> rows = Benchmark.all().stream()
        .flatMap(workload -> workload.rows().stream())
        .map(Row::name)
        .toList();
    assertTrue(rows.containsAll(Originals.rows()), rows.toString());
    assertEquals(rows.size(), rows.stream().distinct().count());
  }

  @Test
  void tableReplacesTheOneInTheDocument() throws Exception {
    Path document = directory.resolve("performance.md");
    Files.writeString(document, "before\n" + Table.BEGIN + "\nold\n" + Table.END + "\nafter\n");
    Table.write(document, "new");
    assertEquals(
        "before\n" + Table.BEGIN + "\nnew\n" + Table.END + "\nafter\n", Files.readString(document));
    Files.writeString(document, "no place");
    assertThrows(IllegalArgumentException.class, () -> Table.write(document, "new"));
  }

  @Test
  void medianAndPercentiles() {
    assertEquals(new Summary(3, 1, 9), Summary.of(List.of(9.0, 1.0, 3.0)));
    assertEquals(new Summary(2, 1, 3), Summary.of(List.of(3.0, 1.0)));
    double[] values = new double[100];
    Arrays.setAll(values, i -> 100 - i);
    assertEquals(50, Summary.percentile(values, 0.5));
    assertEquals(99, Summary.percentile(values, 0.99));
    assertEquals(7, Summary.percentile(new double[] {7}, 0.99));
  }

  @Test
  void commandLineIsReadOrRefused() {
    Options quick = Options.parse("--quick", "--dir", "somewhere", "metrics");
    assertEquals(10, quick.divisor());
    assertEquals(3, quick.runs());
    assertEquals(Path.of("somewhere"), quick.directory());
    assertEquals(List.of("metrics"), quick.workloads());
    assertEquals(Options.Command.SOAK, Options.parse("--soak").command());
    assertThrows(IllegalArgumentException.class, () -> Options.parse("--fast"));
    assertThrows(IllegalArgumentException.class, () -> Options.parse("--runs", "none"));
    assertThrows(IllegalArgumentException.class, () -> Options.parse("--runs"));
  }

  private static Line line(
      Row row, Summary ours, @Nullable Summary limit, @Nullable Double original) {
    return new Line(row, ours, limit, original);
  }

  private static Summary summary(double... figures) {
    return Summary.of(Arrays.stream(figures).boxed().toList());
  }
}
