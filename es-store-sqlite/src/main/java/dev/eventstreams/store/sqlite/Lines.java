package dev.eventstreams.store.sqlite;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Splits a column into its lines; each line is one text. */
final class Lines {

  private final byte[] bytes;
  private final int[] ends;
  private int next;

  private Lines(byte[] bytes, int[] ends) {
    this.bytes = bytes;
    this.ends = ends;
  }

  /**
   * Splits a column into {@code count} lines. Returns null if it has more or fewer, because the
   * lines could then not be assigned to events.
   */
  static @Nullable Lines of(byte[] bytes, int count) {
    int[] ends = new int[count];
    int found = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\n') {
        if (found + 1 >= count) {
          return null;
        }
        ends[found++] = at;
      }
    }
    if (count > 0) {
      ends[found++] = bytes.length;
    }
    return found == count ? new Lines(bytes, ends) : null;
  }

  String next() {
    int from = next == 0 ? 0 : ends[next - 1] + 1;
    int length = ends[next++] - from;
    return length == 2 && bytes[from] == '{' && bytes[from + 1] == '}'
        ? "{}"
        : new String(bytes, from, length, StandardCharsets.UTF_8);
  }
}
