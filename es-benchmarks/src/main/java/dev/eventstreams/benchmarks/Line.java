package dev.eventstreams.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * A row with its figures.
 *
 * @param row which
 * @param ours the library's
 * @param limit the fastest plain code's, if there is any for this work
 * @param original the better of the original's two figures, if it has any for this work
 */
record Line(
    Row row,
    Summary ours,
    @Nullable Summary limit,
    @Nullable Double original) {

  boolean hasLimit() {
    return limit != null;
  }

  boolean hasOriginal() {
    return original != null;
  }

  /** Returns how good ours is beside the limit, 1.0 for as good; NaN without one. */
  double shareOfLimit() {
    return limit == null ? Double.NaN : row.unit().timesBetter(ours.median(), limit.median());
  }

  /** Returns how many times better ours is than the original; NaN without one. */
  double timesOriginal() {
    return original == null ? Double.NaN : row.unit().timesBetter(ours.median(), original);
  }
}
