package dev.eventstreams.store.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of JSON in which every field has a fixed place: numbers are padded with spaces on the
 * left, and the last field is the checksum of everything before it.
 *
 * <p>So the length of the line is known before the line is read. A line that was torn off is
 * shorter. A line of full length with a wrong checksum is damaged, no matter which bit flipped.
 */
final class FixedLine {

  private static final String CHECK = ",\"check\":\"";

  private final String format;
  private final int[] numbers; // where the digits of each number begin, and how many there are
  private final int length;

  /**
   * Makes a line from a {@code String.format} pattern of right-aligned longs, and of texts, which
   * {@link #read} does not return.
   */
  @SuppressWarnings(
      "AnnotateFormatMethod") // this module does not depend on the annotation's library
  FixedLine(String format, Object... example) {
    this.format = format;
    String shown = String.format(Locale.ROOT, format, example);
    this.length = shown.length() + CHECK.length() + Crc.DIGITS + 3;
    this.numbers = places(shown + CHECK);
  }

  // Each number follows a colon and is right-aligned; the example has 0 everywhere.
  private static int[] places(String shown) {
    int[] places = new int[2 * (int) shown.chars().filter(c -> c == ':').count()];
    int used = 0;
    for (int i = 0; i < shown.length(); i++) {
      if (shown.charAt(i) == ':' && shown.charAt(i + 1) == ' ') {
        int end = i + 1;
        while (shown.charAt(end) == ' ' || Character.isDigit(shown.charAt(end))) {
          end++;
        }
        places[used++] = i + 1;
        places[used++] = end - i - 1;
      }
    }
    return Arrays.copyOf(places, used);
  }

  /** Returns the length of the line in bytes, with its line break. */
  int length() {
    return length;
  }

  byte[] write(Object... values) {
    byte[] fields =
        (String.format(Locale.ROOT, format, values) + CHECK).getBytes(StandardCharsets.US_ASCII);
    byte[] line = Arrays.copyOf(fields, length);
    Crc.write(Crc.of(line, 0, fields.length - CHECK.length()), line, length - Crc.DIGITS - 3);
    line[length - 3] = '"';
    line[length - 2] = '}';
    line[length - 1] = '\n';
    return line;
  }

  /**
   * Returns the numbers of the line at this place, or null if its shape or its checksum is wrong.
   */
  long @Nullable [] read(byte[] bytes, int at, int end) {
    if (end - at < length) {
      return null;
    }
    int check = at + length - Crc.DIGITS - 3;
    boolean right = Crc.stands(Crc.of(bytes, at, check - CHECK.length()), bytes, check)
        && Text.standsAt(Text.ascii(CHECK), bytes, check - CHECK.length(), end)
        && Text.standsAt(Text.ascii("\"}\n"), bytes, check + Crc.DIGITS, end);
    if (!right) {
      return null;
    }
    long[] values = new long[numbers.length / 2];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(bytes, at + numbers[2 * i], numbers[2 * i + 1]);
      if (values[i] < 0) {
        return null;
      }
    }
    return values;
  }

  // Reads spaces, then digits. Returns -1 for anything else, and for more than a long can hold.
  private static long number(byte[] bytes, int at, int width) {
    int first = at;
    while (first < at + width && bytes[first] == ' ') {
      first++;
    }
    long number = first == at + width ? -1 : 0;
    for (int i = first; i < at + width && number >= 0; i++) {
      int digit = bytes[i] - '0';
      boolean fits = digit >= 0 && digit <= 9 && number <= (Long.MAX_VALUE - digit) / 10;
      number = fits ? number * 10 + digit : -1;
    }
    return number;
  }
}
