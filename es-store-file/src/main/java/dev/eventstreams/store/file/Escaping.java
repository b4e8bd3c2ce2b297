package dev.eventstreams.store.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Escapes text for a JSON string. Handles eight bytes at a time, by Mycroft's test for a zero byte.
 */
final class Escaping {

  /** A copy may overwrite up to this many bytes beyond its end. */
  static final int SLACK = 8;

  /** The largest number of bytes that one byte becomes. */
  static final int MOST = 6;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final byte[] HEX = Text.ascii("0123456789abcdef");

  private Escaping() {}

  /**
   * Returns whether the bytes can be written as text: valid UTF-8 without control characters below
   * U+0020, except tab, line feed and carriage return. {@link #copy} turns each byte of such text
   * into at most two bytes.
   */
  static boolean isText(byte[] source, int from, int to) {
    long odd = 0;
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long word = (long) LONG.get(source, at);
      odd |= word | ((word - ONES * ' ') & ~word);
    }
    boolean plain = (odd & HIGHS) == 0;
    for (; at < to; at++) {
      plain &= source[at] >= ' ';
    }
    return plain || isUnusualText(source, from, to);
  }

  private static boolean isUnusualText(byte[] source, int from, int to) {
    boolean ascii = true;
    for (int i = from; i < to; i++) {
      byte b = source[i];
      if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\r') {
        return false;
      }
      ascii &= b >= 0;
    }
    if (ascii) {
      return true;
    }
    byte[] again = Text.utf8(new String(source, from, to - from, StandardCharsets.UTF_8));
    return Arrays.equals(again, 0, again.length, source, from, to);
  }

  /**
   * Copies text and escapes it where JSON requires that.
   *
   * <p>The source and the target may be the same array if the copy moves towards the front, and if
   * the end of the written bytes always stays at least {@link #SLACK} bytes before the next byte to
   * read.
   *
   * @param target has room for {@link #MOST} bytes for each byte of the text, plus {@link #SLACK}
   * @return where in the target the copy ends
   */
  static int copy(byte[] source, int from, int to, byte[] target, int start) {
    int at = from;
    int end = start;
    while (at + 8 <= to) {
      long word = (long) LONG.get(source, at);
      LONG.set(target, end, word);
      long special = special(word);
      if (special == 0) {
        at += 8;
        end += 8;
      } else { // the lowest bit is exact; a borrow can only set wrong bits above it
        int plain = Long.numberOfTrailingZeros(special) >>> 3;
        at += plain;
        end = escape(source[at++], target, end + plain);
      }
    }
    while (at < to) {
      end = escape(source[at++], target, end);
    }
    return end;
  }

  /**
   * Returns the high bit of each byte that is below a space, a quote or a backslash. Bits above the
   * lowest one that is set may be wrong.
   */
  private static long special(long word) {
    long quote = word ^ (ONES * '"');
    long slash = word ^ (ONES * '\\');
    long low = (word - ONES * ' ') & ~word;
    return (low | ((quote - ONES) & ~quote) | ((slash - ONES) & ~slash)) & HIGHS;
  }

  private static int escape(byte b, byte[] target, int at) {
    if (b == '"' || b == '\\') {
      target[at] = '\\';
      target[at + 1] = b;
      return at + 2;
    }
    if (b < 0 || b >= ' ') {
      target[at] = b;
      return at + 1;
    }
    return escapeControl(b, target, at);
  }

  private static int escapeControl(byte b, byte[] target, int at) {
    target[at] = '\\';
    target[at + 1] = (byte) (b == '\t' ? 't' : b == '\n' ? 'n' : b == '\r' ? 'r' : 'u');
    if (target[at + 1] != 'u') {
      return at + 2;
    }
    target[at + 2] = '0';
    target[at + 3] = '0';
    target[at + 4] = HEX[b >>> 4];
    target[at + 5] = HEX[b & 15];
    return at + MOST;
  }
}
