package dev.eventstreams.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The options of the command line.
 *
 * @param command what to do
 * @param runs how many runs are counted
 * @param divisor the number by which sizes are divided
 * @param warmUp how long runs are made, at least one run, before any run is counted
 * @param directory where databases are made
 * @param document a file whose table is replaced, if any
 * @param workloads the names of the workloads; empty for all
 */
record Options(
    Command command,
    int runs,
    int divisor,
    Duration warmUp,
    Path directory,
    @Nullable Path document,
    List<String> workloads) {

  /** The commands. */
  enum Command {
    MEASURE,
    LIST,
    SOAK,
    HELP
  }

  static final String HELP = """
      Usage: ./es benchmark [OPTION…] [WORKLOAD…]

        --quick         sizes divided by ten, three runs, a warm-up of two seconds instead of ten
        --runs N        counts N runs (5); there is a warm-up before
        --divide N      divides the sizes by N (1)
        --dir DIRECTORY makes the databases there (target/benchmark); it should be on a real disk
        --write FILE    replaces the table in the file, docs/performance.md
        --soak          replays and watches 10,000,000 events in a JVM with a heap of 64 MiB
        --list          names the workloads
      """;

  private static final Options DEFAULTS = new Options(
      Command.MEASURE,
      5,
      1,
      Duration.ofSeconds(10),
      Path.of("target", "benchmark"),
      null,
      List.of());

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException if it does not match the help
   */
  static Options parse(String... arguments) {
    Options options = DEFAULTS;
    for (Iterator<String> rest = List.of(arguments).iterator(); rest.hasNext(); ) {
      String argument = rest.next();
      options = switch (argument) {
        case "--quick" -> options.withRuns(3).withDivisor(10).withWarmUp(Duration.ofSeconds(2));
        case "--runs" -> options.withRuns(number(argument, rest));
        case "--divide" -> options.withDivisor(number(argument, rest));
        case "--dir" -> options.withDirectory(Path.of(value(argument, rest)));
        case "--write" -> options.withDocument(Path.of(value(argument, rest)));
        case "--soak" -> options.withCommand(Command.SOAK);
        case "--list" -> options.withCommand(Command.LIST);
        case "--help", "-h" -> options.withCommand(Command.HELP);
        default -> options.withWorkload(argument);
      };
    }
    return options;
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static int number(String option, Iterator<String> rest) {
    String value = value(option, rest);
    if (!value.matches("[1-9][0-9]{0,6}")) {
      throw new IllegalArgumentException(option + " needs a number above 0, not " + value);
    }
    return Integer.parseInt(value);
  }

  private Options withCommand(Command what) {
    return new Options(what, runs, divisor, warmUp, directory, document, workloads);
  }

  private Options withRuns(int count) {
    return new Options(command, count, divisor, warmUp, directory, document, workloads);
  }

  private Options withDivisor(int by) {
    return new Options(command, runs, by, warmUp, directory, document, workloads);
  }

  private Options withWarmUp(Duration time) {
    return new Options(command, runs, divisor, time, directory, document, workloads);
  }

  private Options withDirectory(Path where) {
    return new Options(command, runs, divisor, warmUp, where, document, workloads);
  }

  private Options withDocument(Path file) {
    return new Options(command, runs, divisor, warmUp, directory, file, workloads);
  }

  private Options withWorkload(String name) {
    if (name.startsWith("-")) {
      throw new IllegalArgumentException("unknown option " + name);
    }
    List<String> more = new ArrayList<>(workloads);
    more.add(name);
    return new Options(command, runs, divisor, warmUp, directory, document, more);
  }
}
