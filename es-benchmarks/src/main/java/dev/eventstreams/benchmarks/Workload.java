package dev.eventstreams.benchmarks;

import java.util.List;

/**
 * Work that is measured together and gives one or more rows.
 *
 * @param rows what it gives
 * @param trial how one run of it is made
 */
record Workload(List<Row> rows, Trial trial) {

  /** One run of the library and of the limit, in turn, on fresh databases. */
  interface Trial {

    /** Does the work and tells the run what was measured. */
    void run(Run run) throws Exception;
  }

  /** A part of a run. */
  interface Step {

    /** Does it. */
    void run() throws Exception;
  }

  static Workload of(Row row, Trial trial) {
    return new Workload(List.of(row), trial);
  }

  /** Returns whether a name given on the command line means this workload: a row's name, or its first word. */
  boolean isCalled(String name) {
    return rows.stream()
        .anyMatch(row -> row.name().equals(name) || row.name().startsWith(name + " "));
  }
}
