package dev.eventstreams.store.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** How text stands between the quotes of JSON. Eight bytes at a time, by Mycroft's test for a zero byte. */
final class Escaping {

  /** How many bytes beyond its end a copy may overwrite. */
  static final int SLACK = 8;

  /** How many bytes one may become. */
  static final int MOST = 6;

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final byte[] HEX = Text.ascii("0123456789abcdef");

  private Escaping() {}

  /**
   * Returns whether the bytes can stand as text: valid UTF-8 without control characters but for tab, line feed and carriage
   * return, each of which becomes two bytes at most.
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
   * Copies text, escaping what has to be.
   *
   * <p>Within one array, it may be copied towards the front, if at each point what is written stays {@link #SLACK} bytes behind what
   * is still to be read.
   *
   * @param target with room for {@link #MOST} bytes for each, and {@link #SLACK}
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
      } else { // the lowest of the bits is right: only above it a borrow may have set others
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

  /** The high bits of the bytes that are below a space, a quote or a backslash. */
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
