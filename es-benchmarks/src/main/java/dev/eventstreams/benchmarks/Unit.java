package dev.eventstreams.benchmarks;

import java.util.Locale;

/** The unit of a figure, and whether a lower or a higher figure is better. */
enum Unit {
  EVENTS_PER_SECOND("events/s", false),
  APPENDS_PER_SECOND("appends/s", false),
  SUCCESSES_PER_SECOND("successes/s", false),
  OPENS_PER_SECOND("opens/s", false),
  READS_PER_SECOND("reads/s", false),
  SCANNED_PER_SECOND("scanned/s", false),
  SNAPSHOTS_PER_SECOND("snapshots/s", false),
  CALLS_PER_SECOND("calls/s", false),
  DELIVERIES_PER_SECOND("deliveries/s", false),
  MILLISECONDS("ms", true),
  PERCENT_OF_A_CORE("% of a core", true),
  PAGES("pages", true),
  BYTES_PER_EVENT("bytes an event", true),
  TIMES("times", true);

  private final String text;
  private final boolean lowerIsBetter;

  Unit(String text, boolean lowerIsBetter) {
    this.text = text;
    this.lowerIsBetter = lowerIsBetter;
  }

  /**
   * Returns how many times better a figure is than another figure: 2.0 for twice the rate, or half
   * the time.
   */
  double timesBetter(double figure, double than) {
    return lowerIsBetter ? floored(than) / floored(figure) : figure / than;
  }

  // The JVM reports processor time in steps of 10 ms: over five seconds, the smallest share that
  // can be seen is 0.2 %.
  private double floored(double figure) {
    return Math.max(figure, this == PERCENT_OF_A_CORE ? 0.2 : 1e-6);
  }

  /** Returns whether a figure is equal to the bound or better. */
  boolean reaches(double figure, double bound) {
    return lowerIsBetter ? figure <= bound : figure >= bound;
  }

  /** Returns the better of two figures. */
  double better(double one, double other) {
    return lowerIsBetter ? Math.min(one, other) : Math.max(one, other);
  }

  /** Returns the figure as a table shows it: rates in whole numbers, times and shares with three digits. */
  String show(double figure) {
    if (!lowerIsBetter || figure >= 100) {
      return String.format(Locale.ROOT, "%,.0f", figure);
    }
    return String.format(Locale.ROOT, figure < 1 ? "%.3f" : figure < 10 ? "%.2f" : "%.1f", figure);
  }

  @Override
  public String toString() {
    return text;
  }
}
