package dev.eventstreams.store.file;

/**
 * Leads from the hash of a tag to the positions of its events. A hit is only a candidate, because
 * two tags may have the same hash; the line at the position decides. Uses about 30 bytes for each
 * tag, four to eight for each event that it has, and nothing for events without tags.
 *
 * <p>The table has 64 parts that grow one at a time, so no append pays for growing the whole table.
 * A slot is the hash in two ints, the number of positions (0 if the slot is free), and the place of
 * the last run of positions.
 */
final class TagTable {

  /** The most tags of all events together: the runs of more of them may have no place. */
  static final long MOST = 700_000_000;

  private static final int PARTS = 64;
  private static final int WIDTH = 4;
  private static final int COUNT = 2;
  private static final int RUN = 3;
  private static final int FEWEST = 8;

  private final Runs runs = new Runs();
  private final int[][] parts = new int[PARTS][0];
  private final int[] used = new int[PARTS];
  private long size;

  /** Returns how many tags all events have together. */
  long size() {
    return size;
  }

  Positions positions(long hash) {
    int[] slots = parts[part(hash)];
    int at = slots.length == 0 ? -1 : slot(slots, hash);
    return at < 0
        ? new Positions(runs, 0, 0)
        : new Positions(runs, slots[at + RUN], slots[at + COUNT]);
  }

  /**
   * Notes that the event at this position has the tag. Does nothing if that is noted already. So
   * the tags of an event can be noted again after memory ran out among them.
   */
  void add(long hash, int position) {
    int part = part(hash);
    int at = parts[part].length == 0 ? -1 : slot(parts[part], hash);
    boolean isNew = at < 0 || parts[part][at + COUNT] == 0;
    if (isNew && (used[part] + 1) * 4L * WIDTH > parts[part].length * 3L) {
      parts[part] = grown(parts[part]);
      at = slot(parts[part], hash);
    }
    int[] slots = parts[part];
    int count = slots[at + COUNT];
    if (!isNew && runs.get(slots[at + RUN], count, count) == position) {
      return;
    }
    // This is the last step that allocates.
    slots[at + RUN] = runs.add(slots[at + RUN], count + 1, position);
    slots[at + COUNT] = count + 1;
    slots[at] = (int) (hash >>> 32);
    slots[at + 1] = (int) hash;
    used[part] += isNew ? 1 : 0;
    size++;
  }

  private static int part(long hash) {
    return (int) (hash >>> 58);
  }

  /** Returns the slot of the hash, or the free one where it belongs. */
  private static int slot(int[] slots, long hash) {
    int at = (int) (((hash & 0xffffffffL) * (slots.length / WIDTH)) >>> 32) * WIDTH;
    while (slots[at + COUNT] != 0
        && (slots[at + 1] != (int) hash || slots[at] != (int) (hash >>> 32))) {
      at = at + WIDTH == slots.length ? 0 : at + WIDTH;
    }
    return at;
  }

  private static int[] grown(int[] slots) {
    int many = slots.length / WIDTH;
    int[] bigger = new int[Math.max(FEWEST, many + many / 2) * WIDTH];
    for (int from = 0; from < slots.length; from += WIDTH) {
      if (slots[from + COUNT] != 0) {
        long hash = ((long) slots[from] << 32) | (slots[from + 1] & 0xffffffffL);
        System.arraycopy(slots, from, bigger, slot(bigger, hash), WIDTH);
      }
    }
    return bigger;
  }
}
