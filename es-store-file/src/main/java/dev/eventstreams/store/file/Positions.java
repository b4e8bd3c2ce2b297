package dev.eventstreams.store.file;

/**
 * The positions of the events of a stream or a tag, in ascending order, as they are when this
 * object is made. The n-th is counted from 1. The caller holds the index's lock at each call.
 *
 * @param runs contains the positions
 * @param lastRun the place of the last run with positions of this stream or tag
 * @param count how many positions there are
 */
record Positions(Runs runs, int lastRun, int count) {

  /** Copies {@code length} positions from the {@code from}-th on. */
  void copy(int from, int[] target, int length) {
    runs.copy(lastRun, count, from, target, length);
  }

  /** Returns the n-th position, or 0 if there is none. */
  int get(int n) {
    return n < 1 || n > count ? 0 : runs.get(lastRun, count, n);
  }

  /** Returns how many are at this position or before it. */
  int upTo(int position) {
    return count == 0 ? 0 : runs.upTo(lastRun, count, position);
  }
}
