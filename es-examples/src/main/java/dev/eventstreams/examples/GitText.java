package dev.eventstreams.examples;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Converts git's bytes into text. Valid UTF-8 is kept; every other byte and every control character
 * becomes {@code \xNN}. So any path and any author can name a stream. Different names stay
 * different, unless one of them contains such an escape itself.
 */
final class GitText {

  private GitText() {}

  static String of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  static String of(byte[] bytes, int from, int to) {
    ByteBuffer in = ByteBuffer.wrap(bytes, from, to - from);
    CharBuffer out = CharBuffer.allocate(to - from);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    StringBuilder text = new StringBuilder(to - from);
    while (true) {
      CoderResult result = decoder.decode(in, out, true);
      append(out.flip(), text);
      out.clear();
      if (result.isUnderflow()) {
        return text.toString();
      }
      for (int i = 0; i < result.length(); i++) {
        escape(in.get() & 0xff, text);
      }
      decoder.reset();
    }
  }

  private static void append(CharBuffer from, StringBuilder text) {
    while (from.hasRemaining()) {
      char c = from.get();
      if (Character.isISOControl(c)) {
        escape(c, text);
      } else {
        text.append(c);
      }
    }
  }

  private static void escape(int value, StringBuilder text) {
    text.append(String.format(Locale.ROOT, "\\x%02X", value));
  }
}
