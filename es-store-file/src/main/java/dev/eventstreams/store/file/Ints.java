package dev.eventstreams.store.file;

import java.util.Arrays;

/** A growing list of ints, in chunks, so that growing copies no ints and wastes little memory. */
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

  /** Makes room for one more int: adding it then allocates nothing and cannot fail. */
  void reserve() {
    reserve(1);
  }

  /** Makes room for this many more ints. */
  void reserve(int more) {
    for (int chunk = size >>> BITS; chunk <= (size + more - 1) >> BITS; chunk++) {
      if (chunk == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunk * 2);
      }
      if (chunks[chunk] == null) {
        chunks[chunk] = new int[1 << BITS];
      }
    }
  }

  void add(int value) {
    reserve();
    chunks[size >>> BITS][size & MASK] = value;
    size++;
  }
}
