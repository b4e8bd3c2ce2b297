package dev.eventstreams.store.file;

/**
 * Finds idempotency keys: a hash of four bytes for each event, and a table that leads from a hash
 * to positions. A hit is only a candidate; the line at the position decides. Uses about ten bytes
 * per key.
 *
 * <p>The table has 64 parts that grow one at a time, so no append pays for growing the whole table.
 */
final class KeyTable {

  private static final int PARTS = 64;

  private final Ints hashes = new Ints(); // by position, from position 1 on
  private final int[][] parts = new int[PARTS][8];
  private final int[] used = new int[PARTS];

  /** Makes room for the next position's key: adding it then allocates nothing and cannot fail. */
  void reserve(int hash) {
    hashes.reserve();
    int part = hash & (PARTS - 1);
    if (hash != 0 && used[part] * 4L >= parts[part].length * 3L) {
      grow(part);
    }
  }

  /** Notes the next position's key, 0 for none. */
  void add(int hash) {
    reserve(hash);
    hashes.add(hash);
    if (hash != 0) {
      int part = hash & (PARTS - 1);
      insert(parts[part], hash, hashes.size());
      used[part]++;
    }
  }

  int hash(int position) {
    return hashes.get(position - 1);
  }

  /**
   * Returns the next position whose key has this hash, or 0 if there is none. Begin with {@code
   * after} 0, then pass the last result.
   */
  int next(int hash, int after) {
    int[] slots = parts[hash & (PARTS - 1)];
    int slot = home(slots, hash);
    boolean passed = after == 0;
    for (; slots[slot] != 0; slot = slot + 1 == slots.length ? 0 : slot + 1) {
      int position = slots[slot];
      if (passed && hash(position) == hash) {
        return position;
      }
      passed |= position == after;
    }
    return 0;
  }

  private void insert(int[] slots, int hash, int position) {
    int slot = home(slots, hash);
    while (slots[slot] != 0) {
      slot = slot + 1 == slots.length ? 0 : slot + 1;
    }
    slots[slot] = position;
  }

  private static int home(int[] slots, int hash) {
    return (int) (((hash & 0xffffffffL) * slots.length) >>> 32);
  }

  private void grow(int part) {
    int[] bigger = new int[parts[part].length + parts[part].length / 2];
    for (int position : parts[part]) {
      if (position != 0) {
        insert(bigger, hash(position), position);
      }
    }
    parts[part] = bigger;
  }
}
