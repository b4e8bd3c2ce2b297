package dev.eventstreams.benchmarks;

import java.util.Arrays;
import java.util.List;

/**
 * The figures of several runs of the same work.
 *
 * @param median the middle figure, or the mean of the two in the middle
 * @param lowest the lowest figure
 * @param highest the highest figure
 */
record Summary(double median, double lowest, double highest) {

  /**
   * Summarizes the figures of the runs.
   *
   * @throws IllegalArgumentException if there are none
   */
  static Summary of(List<Double> figures) {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("no figures to summarize");
    }
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int half = sorted.length / 2;
    double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    return new Summary(median, sorted[0], sorted[sorted.length - 1]);
  }

  /** Returns the value that the given share of the values does not exceed: 0.5, 0.99. */
  static double percentile(double[] values, double share) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
