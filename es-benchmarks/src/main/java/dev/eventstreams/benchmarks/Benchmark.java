package dev.eventstreams.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Measures the library and the fastest plain code for the same work, and prints a table. */
public final class Benchmark {

  private Benchmark() {}

  /** Runs the command in the arguments; {@code --help} lists the options. */
  public static void main(String[] arguments) throws Exception {
    Options options;
    List<Workload> workloads;
    try {
      options = Options.parse(arguments);
      workloads = chosen(options.workloads());
    } catch (IllegalArgumentException e) {
      System.err.println("benchmark: " + e.getMessage());
      System.err.print(Options.HELP);
      System.exit(2);
      return;
    }
    switch (options.command()) {
      case HELP -> System.out.print(Options.HELP);
      case LIST -> list(workloads);
      case SOAK -> Soak.run(options.directory(), 10_000_000 / options.divisor(), System.out);
      case MEASURE -> measure(options, workloads);
    }
  }

  /** Returns every workload, in the order of the table. */
  static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    all.addAll(UpstreamWorkloads.all());
    all.addAll(AppendWorkloads.all());
    all.addAll(ConcurrentWorkloads.all());
    all.addAll(ReadWorkloads.all());
    all.addAll(FilterWorkloads.all());
    all.addAll(PrefixWorkloads.all());
    all.addAll(ManyStreamsWorkloads.all());
    all.addAll(SnapshotWorkloads.all());
    all.addAll(EncryptedWorkloads.all());
    all.addAll(WatchWorkloads.all());
    all.addAll(LatencyWorkloads.all());
    all.addAll(ProcessWorkloads.all());
    all.addAll(IdleWorkloads.all());
    all.addAll(MemoryWorkloads.all());
    all.addAll(FileWorkloads.all());
    all.addAll(FileMillion.all());
    all.addAll(FileProcessWorkloads.all());
    all.addAll(PostgresWorkloads.all());
    all.addAll(PostgresLatency.all());
    return all;
  }

  private static List<Workload> chosen(List<String> names) {
    for (String name : names) {
      if (all().stream().noneMatch(workload -> workload.isCalled(name))) {
        throw new IllegalArgumentException("no workload is called " + name + "; see --list");
      }
    }
    return all().stream()
        .filter(workload -> names.isEmpty() || names.stream().anyMatch(workload::isCalled))
        .toList();
  }

  private static void list(List<Workload> workloads) {
    for (Workload workload : workloads) {
      for (Row row : workload.rows()) {
        System.out.printf(Locale.ROOT, "%-34s %s%n", row.name(), row.work());
      }
    }
  }

  private static void measure(Options options, List<Workload> workloads) throws Exception {
    List<Line> lines = new Session(options, System.err).measure(workloads);
    String table = Table.of(lines, options);
    System.out.println(table);
    if (options.document() != null) {
      Table.write(options.document(), table);
    }
  }
}
