package dev.eventstreams.examples;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The places of bars and ribbons. There are two columns of bars from top to bottom. The height of a
 * bar is the sum of the thicknesses of its ribbons. Ribbons leave a bar in the order in which they
 * arrive, so that no ribbons cross at a bar.
 *
 * @param left the bars of the left column, from the top
 * @param right the bars of the right column, from the top
 * @param ribbons row by row of the left column
 * @param height the height of the columns
 */
record PictureLayout(List<Bar> left, List<Bar> right, List<Ribbon> ribbons, double height) {

  private static final double BARS_HEIGHT = 420;
  private static final double THICKEST_COMMIT = 14;
  private static final double THINNEST_RIBBON = 1;
  private static final double LOWEST_BAR = 2;
  private static final double LOWEST_ROW = 18;
  private static final double GAP = 6;

  /** The top and the height of a bar. */
  record Bar(double top, double height) {

    double middle() {
      return top + height / 2;
    }
  }

  /** A ribbon between two rows; {@code start} and {@code end} are the middles of its ends. */
  record Ribbon(int from, int to, long commits, double start, double end, double thickness) {}

  /** Lays out a table of commits by left and right row. */
  static PictureLayout of(long[][] commits, int rightRows) {
    long total = Arrays.stream(commits).flatMapToLong(Arrays::stream).sum();
    double scale = Math.min(THICKEST_COMMIT, BARS_HEIGHT / Math.max(1, total));
    double[] leftHeights = new double[commits.length];
    double[] rightHeights = new double[rightRows];
    for (int i = 0; i < commits.length; i++) {
      for (int j = 0; j < rightRows; j++) {
        double thickness = thickness(commits[i][j], scale);
        leftHeights[i] += thickness;
        rightHeights[j] += thickness;
      }
    }
    double height = Math.max(needed(leftHeights), needed(rightHeights));
    List<Bar> left = column(leftHeights, height);
    List<Bar> right = column(rightHeights, height);
    return new PictureLayout(left, right, ribbons(commits, scale, left, right), height);
  }

  private static double thickness(long commits, double scale) {
    return commits == 0 ? 0 : Math.max(THINNEST_RIBBON, commits * scale);
  }

  private static double row(double bar) {
    return Math.max(LOWEST_ROW, bar) + GAP;
  }

  private static double needed(double[] bars) {
    return Arrays.stream(bars).map(PictureLayout::row).sum();
  }

  // The shorter column is spread out over the height of the longer one.
  private static List<Bar> column(double[] heights, double height) {
    double spare = (height - needed(heights)) / Math.max(1, heights.length);
    List<Bar> bars = new ArrayList<>();
    double top = 0;
    for (double bar : heights) {
      double row = row(bar) + spare;
      double shown = Math.max(LOWEST_BAR, bar);
      bars.add(new Bar(top + (row - shown) / 2, shown));
      top += row;
    }
    return bars;
  }

  private static List<Ribbon> ribbons(
      long[][] commits, double scale, List<Bar> left, List<Bar> right) {
    List<Ribbon> ribbons = new ArrayList<>();
    double[] used = new double[right.size()];
    for (int i = 0; i < commits.length; i++) {
      double usedHere = 0;
      for (int j = 0; j < right.size(); j++) {
        double thickness = thickness(commits[i][j], scale);
        if (thickness > 0) {
          double start = left.get(i).top() + usedHere + thickness / 2;
          double end = right.get(j).top() + used[j] + thickness / 2;
          ribbons.add(new Ribbon(i, j, commits[i][j], start, end, thickness));
          usedHere += thickness;
          used[j] += thickness;
        }
      }
    }
    return ribbons;
  }
}
