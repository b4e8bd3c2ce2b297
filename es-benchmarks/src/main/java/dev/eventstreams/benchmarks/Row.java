package dev.eventstreams.benchmarks;

/**
 * A line of the table: one figure of a workload.
 *
 * @param name as the workloads' list calls it
 * @param work what is done, in a few words
 * @param unit what is counted
 * @param target what the figure has to reach
 */
record Row(String name, String work, Unit unit, Target target) {

  /** Returns a row that has to be ten times better than the original. */
  static Row of(String name, String work, Unit unit) {
    return new Row(name, work, unit, Target.tenTimesOriginal());
  }
}
