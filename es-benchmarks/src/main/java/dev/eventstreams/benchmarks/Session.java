package dev.eventstreams.benchmarks;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs workloads: a warm-up, then the counted runs, then a line for each row. */
final class Session {

  private static final int MOST_WARM_UPS = 20;

  private final Options options;
  private final PrintStream progress;
  private final Map<String, List<Double>> ours = new HashMap<>();
  private final Map<String, List<Double>> limit = new HashMap<>();

  Session(Options options, PrintStream progress) {
    this.options = options;
    this.progress = progress;
  }

  /** Measures the workloads one after the other. */
  List<Line> measure(List<Workload> workloads) throws Exception {
    List<Line> lines = new ArrayList<>();
    for (Workload workload : workloads) {
      warmUp(workload);
      for (int number = 0; number < options.runs(); number++) {
        keep(run(workload, number));
      }
      for (Row row : workload.rows()) {
        Line line = line(row);
        lines.add(line);
        progress.println(Table.line(line));
      }
    }
    return lines;
  }

  private void warmUp(Workload workload) throws Exception {
    progress.println("… " + workload.rows().get(0).name());
    long end = System.nanoTime() + options.warmUp().toNanos();
    for (int runs = 0; runs == 0 || (runs < MOST_WARM_UPS && System.nanoTime() < end); runs++) {
      run(workload, runs);
    }
  }

  private Run run(Workload workload, int number) throws Exception {
    try (Run run = new Run(options.directory(), number, options.divisor())) {
      workload.trial().run(run);
      return run;
    }
  }

  private void keep(Run run) {
    run.ours().forEach((row, figure) -> figures(ours, row).add(figure));
    run.limit().forEach((row, figure) -> figures(limit, row).add(figure));
  }

  private Line line(Row row) {
    List<Double> limits = figures(limit, row.name());
    return new Line(
        row,
        Summary.of(figures(ours, row.name())),
        limits.isEmpty() ? null : Summary.of(limits),
        Originals.better(row));
  }

  private static List<Double> figures(Map<String, List<Double>> figures, String row) {
    return figures.computeIfAbsent(row, name -> new ArrayList<>());
  }
}
