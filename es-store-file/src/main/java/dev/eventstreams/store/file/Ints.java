package dev.eventstreams.store.file;

import java.util.Arrays;

/** A growing list of ints, in chunks, so that growing copies nothing and wastes little. */
final class Ints {

  private static final int BITS = 12;
  private static final int MASK = (1 << BITS) - 1;

  private int[][] chunks = new int[1][];
  private int size;

  int size() {
    return size;
  }

  int get(int index) {
    return chunks[index >>> BITS][index & MASK];
  }

  void set(int index, int value) {
    chunks[index >>> BITS][index & MASK] = value;
  }

  void add(int value) {
    int chunk = size >>> BITS;
    if ((size & MASK) == 0) {
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunk * 2);
      }
      chunks[chunk] = new int[1 << BITS];
    }
    chunks[chunk][size & MASK] = value;
    size++;
  }
}
