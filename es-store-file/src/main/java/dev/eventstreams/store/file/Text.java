package dev.eventstreams.store.file;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Helpers for text as bytes. */
final class Text {

  private Text() {}

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Returns whether the wanted bytes are at this place and end at or before {@code end}. */
  static boolean standsAt(byte[] wanted, byte[] bytes, int at, int end) {
    return at >= 0
        && at + wanted.length <= end
        && Arrays.equals(wanted, 0, wanted.length, bytes, at, at + wanted.length);
  }
}
