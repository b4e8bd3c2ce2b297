package dev.eventstreams.spi;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoding of the parts of a {@link StoreUrl}. */
final class Percent {

  private Percent() {}

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  /** Escapes only the characters of a path at which a {@link StoreUrl} would be split. */
  static String encodePath(String path) {
    return path.replace("%", "%25").replace("?", "%3F").replace("@", "%40").replace(";", "%3B");
  }

  // URLDecoder decodes + to a space, and malformed UTF-8 to U+FFFD, which would name another file.
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
        int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException(
              "a store URL has a % without two hex digits; write %25 for %");
        }
        decoded.put((byte) (high << 4 | low));
        i += 2;
      } else {
        decoded.put(encoded[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a store URL has escapes that are not UTF-8", e);
    }
  }
}
