package dev.eventstreams.store.file;

import java.util.Arrays;

/**
 * The positions of each stream's events, in order of version, or of each tag's events, in runs that
 * double in size. Uses four bytes for each event, and a few for the free room in the last run.
 *
 * <p>A run of 2^k ints contains the place of the run before it and 2^k - 1 positions. So a version
 * is found by a walk back from the last run: about fifteen steps at first, and one more for every
 * 32,767 events of a stream that is longer than that.
 */
final class Runs {

  private static final int CHUNK_BITS = 16;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int LARGEST = 15;

  private int[][] chunks = new int[1][];
  private int used; // unsigned, as all places are

  /** Returns how many positions fit into the first {@code k} runs. */
  private static int capacity(int k) {
    return k <= LARGEST
        ? (2 << k) - 2 - k
        : (2 << LARGEST) - 2 - LARGEST + (k - LARGEST) * ((1 << LARGEST) - 1);
  }

  /** Returns the run, counted from 1, that contains the n-th position, with n from 1 on. */
  private static int runOf(int n) {
    if (n > capacity(LARGEST)) {
      return LARGEST + 1 + (n - capacity(LARGEST) - 1) / ((1 << LARGEST) - 1);
    }
    int k = Math.max(1, 31 - Integer.numberOfLeadingZeros(n) - 1);
    while (capacity(k) < n) {
      k++;
    }
    return k;
  }

  /** Makes room for a stream's n-th position: adding it then allocates nothing and cannot fail. */
  void reserve(int n) {
    int run = runOf(n);
    if (n - capacity(run - 1) == 1) {
      int chunk = free(1 << Math.min(run, LARGEST)) >>> CHUNK_BITS;
      if (chunk >= chunks.length) {
        chunks = Arrays.copyOf(chunks, chunks.length * 2);
      }
      if (chunks[chunk] == null) {
        chunks[chunk] = new int[CHUNK];
      }
    }
  }

  /**
   * Adds a stream's n-th position.
   *
   * @param lastRun the place of its last run, 0 if it has none
   * @return the place of its last run now
   */
  int add(int lastRun, int n, int position) {
    reserve(n);
    int run = runOf(n);
    int slot = n - capacity(run - 1);
    int place = lastRun;
    if (slot == 1) {
      int length = 1 << Math.min(run, LARGEST);
      place = free(length);
      used = place + length;
      put(place, lastRun);
    }
    put(place + slot, position);
    return place;
  }

  /**
   * Copies the positions of the versions {@code from}, {@code from + 1}… of a stream with {@code
   * count} versions.
   */
  void copy(int lastRun, int count, int from, int[] target, int length) {
    int run = runOf(count);
    int place = lastRun;
    int left = length;
    while (left > 0) {
      int before = capacity(run - 1);
      while (left > 0 && from + left - 1 > before) {
        left--;
        target[left] = get(place + from + left - before);
      }
      place = left > 0 ? get(place) : place;
      run--;
    }
  }

  /**
   * Returns how many of the {@code count} positions, which ascend, are at this one or before it.
   */
  int upTo(int lastRun, int count, int position) {
    int run = runOf(count);
    int place = lastRun;
    while (run > 1 && get(place + 1) > position) {
      place = get(place);
      run--;
    }
    int low = 0;
    int high = Math.min(count, capacity(run)) - capacity(run - 1);
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (get(place + middle) <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return capacity(run - 1) + low;
  }

  /** Returns the n-th of {@code count} positions. */
  int get(int lastRun, int count, int n) {
    int place = lastRun;
    for (int run = runOf(count); run > runOf(n); run--) {
      place = get(place);
    }
    return get(place + n - capacity(runOf(n) - 1));
  }

  /** Returns the place for a run of this length, so that the run is in one chunk. */
  private int free(int length) {
    int place = used == 0 ? 1 : used; // 0 means no run
    if ((place >>> CHUNK_BITS) != ((place + length - 1) >>> CHUNK_BITS)) {
      place = ((place >>> CHUNK_BITS) + 1) << CHUNK_BITS;
    }
    return place;
  }

  private int get(int place) {
    return chunks[place >>> CHUNK_BITS][place & (CHUNK - 1)];
  }

  private void put(int place, int value) {
    chunks[place >>> CHUNK_BITS][place & (CHUNK - 1)] = value;
  }
}
