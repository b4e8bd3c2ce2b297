package dev.eventstreams.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The targets of a figure; 0 means no target.
 *
 * @param shareOfLimit the least ratio to the limit
 * @param timesOriginal the least ratio to the original
 * @param bound the bound of the figure, in its unit
 */
record Target(double shareOfLimit, double timesOriginal, double bound) {

  private static final Target NONE = new Target(0, 0, 0);
  private static final Target TEN_TIMES = new Target(0, 10, 0);

  /** Returns no target, for a row that only shows a figure. */
  static Target none() {
    return NONE;
  }

  /** Returns the target of every row for which the original has a figure. */
  static Target tenTimesOriginal() {
    return TEN_TIMES;
  }

  static Target timesOriginal(double times) {
    return new Target(0, times, 0);
  }

  Target share(double share) {
    return new Target(share, timesOriginal, bound);
  }

  Target bound(double figure) {
    return new Target(shareOfLimit, timesOriginal, figure);
  }

  /** Returns the parts of the target that the figures do not reach, or an empty list. */
  List<String> missedBy(Line line) {
    List<String> missed = new ArrayList<>();
    if (shareOfLimit > 0 && line.hasLimit() && line.shareOfLimit() < shareOfLimit) {
      missed.add(show(shareOfLimit) + " of the limit");
    }
    if (timesOriginal > 0 && line.hasOriginal() && line.timesOriginal() < timesOriginal) {
      missed.add(String.format(Locale.ROOT, "%.0f × the original", timesOriginal));
    }
    Unit unit = line.row().unit();
    if (bound > 0 && !unit.reaches(line.ours().median(), bound)) {
      missed.add(unit.show(bound) + " " + unit);
    }
    return missed;
  }

  /** Returns a share of the limit as a table shows it. */
  static String show(double share) {
    return share < 2
        ? String.format(Locale.ROOT, "%.0f %%", share * 100)
        : String.format(Locale.ROOT, "%.1f ×", share);
  }
}
