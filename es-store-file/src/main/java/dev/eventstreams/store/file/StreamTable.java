package dev.eventstreams.store.file;

import java.util.Arrays;

/**
 * The streams of a store: their names, and the positions of their events. Streams are numbered from
 * 0 in the order in which they were added. Uses about 40 bytes for each stream, in addition to its
 * events.
 *
 * <p>The names are in a hash table with a secret seed, so an attacker cannot choose ids that all
 * collide.
 */
final class StreamTable {

  private static final int CHUNK_BITS = 16;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private final long seed;
  private final Ints names = new Ints();
  private final Ints counts = new Ints();
  private final Ints lastRuns = new Ints();
  private final Runs runs = new Runs();
  private byte[][] chunks = new byte[1][];
  private int used;
  private int[] slots = new int[16];

  StreamTable(long seed) {
    this.seed = seed;
  }

  int size() {
    return names.size();
  }

  /** Returns the number of a stream, or -1. */
  int find(byte[] name) {
    return slots[slot(name)] - 1;
  }

  int findOrAdd(byte[] name) {
    int slot = slot(name);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    int stream = names.size();
    reserveName();
    names.add(store(name)); // the last step that allocates
    counts.add(0);
    lastRuns.add(0);
    slots[slot(name)] = stream + 1;
    return stream;
  }

  private void reserveName() {
    names.reserve();
    counts.reserve();
    lastRuns.reserve();
    if ((names.size() + 1) * 3L > slots.length * 2L) {
      slots = grown();
    }
  }

  byte[] name(int stream) {
    int place = names.get(stream);
    byte[] chunk = chunks[place >>> CHUNK_BITS];
    int at = place & (CHUNK - 1);
    int length = ((chunk[at] & 255) << 8) | (chunk[at + 1] & 255);
    return Arrays.copyOfRange(chunk, at + 2, at + 2 + length);
  }

  int count(int stream) {
    return counts.get(stream);
  }

  /** Makes room for the stream's next event: adding it then allocates nothing and cannot fail. */
  void reserve(int stream) {
    runs.reserve(counts.get(stream) + 1);
  }

  /** Notes that the stream's next event has this position; 0 if the event cannot be read. */
  void add(int stream, int position) {
    int count = counts.get(stream) + 1;
    lastRuns.set(stream, runs.add(lastRuns.get(stream), count, position));
    counts.set(stream, count);
  }

  /** Returns the positions of the stream's events: the n-th is that of version n. */
  Positions positions(int stream) {
    return new Positions(runs, lastRuns.get(stream), counts.get(stream));
  }

  private int slot(byte[] name) {
    int slot = (int) Hash.of(seed, name) & (slots.length - 1);
    while (slots[slot] != 0 && !isName(slots[slot] - 1, name)) {
      slot = (slot + 1) & (slots.length - 1);
    }
    return slot;
  }

  private boolean isName(int stream, byte[] name) {
    int place = names.get(stream);
    byte[] chunk = chunks[place >>> CHUNK_BITS];
    int at = place & (CHUNK - 1);
    int length = ((chunk[at] & 255) << 8) | (chunk[at + 1] & 255);
    return Arrays.equals(chunk, at + 2, at + 2 + length, name, 0, name.length);
  }

  private int store(byte[] name) {
    int length = name.length + 2;
    if ((used >>> CHUNK_BITS) != ((used + length - 1) >>> CHUNK_BITS)) {
      used = ((used >>> CHUNK_BITS) + 1) << CHUNK_BITS;
    }
    int place = used;
    int chunk = place >>> CHUNK_BITS;
    if (chunk >= chunks.length) {
      chunks = Arrays.copyOf(chunks, chunks.length * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new byte[CHUNK];
    }
    int at = place & (CHUNK - 1);
    chunks[chunk][at] = (byte) (name.length >>> 8);
    chunks[chunk][at + 1] = (byte) name.length;
    System.arraycopy(name, 0, chunks[chunk], at + 2, name.length);
    used = place + length;
    return place;
  }

  // The old table stays until the new one is whole.
  private int[] grown() {
    int[] bigger = new int[slots.length * 2];
    for (int stream = 0; stream < names.size(); stream++) {
      int slot = (int) Hash.of(seed, name(stream)) & (bigger.length - 1);
      while (bigger[slot] != 0) {
        slot = (slot + 1) & (bigger.length - 1);
      }
      bigger[slot] = stream + 1;
    }
    return bigger;
  }
}
