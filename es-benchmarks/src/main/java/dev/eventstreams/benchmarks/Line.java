package dev.eventstreams.benchmarks;

import org.jspecify.annotations.Nullable;

/**
 * A row with its figures.
 *
 * @param row the row
 * @param ours the library's figures
 * @param limit the figures of the fastest plain code, if there is any for this work
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

  /**
   * Returns the library's figure as a share of the limit, 1.0 if they are equal; NaN without a
   * limit.
   */
  double shareOfLimit() {
    return limit == null ? Double.NaN : row.unit().timesBetter(ours.median(), limit.median());
  }

  /**
   * Returns how many times better the library's figure is than the original; NaN without an
   * original.
   */
  double timesOriginal() {
    return original == null ? Double.NaN : row.unit().timesBetter(ours.median(), original);
  }
}
