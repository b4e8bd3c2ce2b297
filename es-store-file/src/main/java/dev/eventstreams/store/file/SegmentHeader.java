package dev.eventstreams.store.file;

import org.jspecify.annotations.Nullable;

/**
 * The first line of a segment. It keeps its shape in every version of the format.
 *
 * @param version of the format
 * @param store the store's own number, drawn at random
 * @param segment the segment's number: 1, 2, 3…
 * @param first the position that its first event has or will have
 */
record SegmentHeader(long version, long store, int segment, long first) {

  /** The version of the format that this code writes and reads. */
  static final int VERSION = 1;

  private static final byte[] START = Text.ascii("{\"es\":");
  private static final FixedLine LINE =
      new FixedLine("{\"es\":%5d,\"store\":%20d,\"segment\":%9d,\"first\":%11d", 0, 0, 0, 0);

  /** The length of the line in bytes. */
  static final int LENGTH = LINE.length();

  byte[] line() {
    return LINE.write(version, store, segment, first);
  }

  /** Returns the header at this place, or null if there is no valid header line. */
  static @Nullable SegmentHeader read(byte[] bytes, int at, int end) {
    long[] values = Text.standsAt(START, bytes, at, end) ? LINE.read(bytes, at, end) : null;
    return values == null
        ? null
        : new SegmentHeader(values[0], values[1], (int) values[2], values[3]);
  }

  /** Returns whether the bytes could be the beginning of a header line that was cut off. */
  static boolean begins(byte[] bytes, int end) {
    int known = Math.min(START.length, end);
    return java.util.Arrays.equals(bytes, 0, known, START, 0, known);
  }
}
