package dev.eventstreams.benchmarks;

/**
 * A line of the table: one figure of a workload.
 *
 * @param name the name in the list of workloads
 * @param work a short description of the work
 * @param unit the unit of the figure
 * @param target the target of the figure
 */
record Row(String name, String work, Unit unit, Target target) {

  /** Returns a row that must be ten times better than the original. */
  static Row of(String name, String work, Unit unit) {
    return new Row(name, work, unit, Target.tenTimesOriginal());
  }
}
