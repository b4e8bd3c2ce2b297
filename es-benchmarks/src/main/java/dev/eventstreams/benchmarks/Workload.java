package dev.eventstreams.benchmarks;

import java.util.List;

/**
 * Work that is measured together and gives one or more rows.
 *
 * @param rows the rows that it gives
 * @param trial the code of one run
 */
record Workload(List<Row> rows, Trial trial) {

  /** One run of the library and of the limit, in turn, on fresh databases. */
  interface Trial {

    /** Does the work and reports the figures to the run. */
    void run(Run run) throws Exception;
  }

  /** A part of a run. */
  interface Step {

    /** Runs the step. */
    void run() throws Exception;
  }

  static Workload of(Row row, Trial trial) {
    return new Workload(List.of(row), trial);
  }

  /**
   * Returns whether a name on the command line means this workload: the name of a row, or its first
   * word.
   */
  boolean isCalled(String name) {
    return rows.stream()
        .anyMatch(row -> row.name().equals(name) || row.name().startsWith(name + " "));
  }
}
