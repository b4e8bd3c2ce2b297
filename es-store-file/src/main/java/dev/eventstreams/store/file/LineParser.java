package dev.eventstreams.store.file;

import dev.eventstreams.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Checks the checksum of a line, then reads its fields in the one order in which they are written.
 */
final class LineParser {

  private byte[] bytes = new byte[0];
  private byte[] scratch = new byte[256];
  private int at;
  private int end;

  /**
   * Begins a line.
   *
   * @throws BadLineException if the checksum at its end is not the checksum of the line
   */
  void begin(byte[] content, int from, int to) throws BadLineException {
    int crc = to - EventLine.CRC_LENGTH;
    if (crc <= from
        || !Text.standsAt(EventLine.CRC, content, crc, to)
        || !Text.standsAt(END, content, to - END.length, to)
        || !Crc.stands(Crc.of(content, from, crc), content, crc + EventLine.CRC.length)) {
      throw new BadLineException("a line whose checksum does not fit");
    }
    bytes = content;
    at = from;
    end = crc;
  }

  private static final byte[] END = Text.ascii("\"}\n");

  /** Moves past the text if it comes next. Returns whether it did. */
  boolean accept(byte[] text) {
    if (!Text.standsAt(text, bytes, at, end)) {
      return false;
    }
    at += text.length;
    return true;
  }

  void expect(byte[] text) throws BadLineException {
    if (!accept(text)) {
      throw new BadLineException("a line without " + new String(text, StandardCharsets.US_ASCII));
    }
  }

  long number() throws BadLineException {
    long number = 0;
    int from = at;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      int digit = bytes[at++] - '0';
      if (number > (Long.MAX_VALUE - digit) / 10) {
        throw new BadLineException("a line with a number above " + Long.MAX_VALUE);
      }
      number = number * 10 + digit;
    }
    if (at == from) {
      throw new BadLineException("a line without a number where one is required");
    }
    return number;
  }

  int smallNumber() throws BadLineException {
    long number = number();
    if (number > Integer.MAX_VALUE) {
      throw new BadLineException(
          "a line with " + number + " where at most " + Integer.MAX_VALUE + " is allowed");
    }
    return (int) number;
  }

  /** Moves to the next quote. Returns the place before the move. */
  int toQuote() {
    int from = at;
    while (at < end && bytes[at] != '"') {
      at++;
    }
    return from;
  }

  int at() {
    return at;
  }

  byte[] bytes() {
    return bytes;
  }

  /** Reads text in quotes. Returns the same string object for the same bytes where it can. */
  String text(@Nullable Names names) throws BadLineException {
    int from = open();
    boolean plain = close();
    int to = at - 1;
    if (!plain) {
      int length = unescape(from, to);
      return new String(scratch, 0, length, StandardCharsets.UTF_8);
    }
    return names == null
        ? new String(bytes, from, to - from, StandardCharsets.UTF_8)
        : names.text(bytes, from, to);
  }

  Bytes data(boolean base64) throws BadLineException {
    int from = open();
    boolean plain = close();
    int to = at - 1;
    if (base64) {
      return Bytes.of(Base64.getDecoder().decode(Arrays.copyOfRange(bytes, from, to)));
    }
    if (plain) {
      return Bytes.of(bytes, from, to - from);
    }
    int length = unescape(from, to);
    return Bytes.of(scratch, 0, length);
  }

  String rest() {
    String rest = new String(bytes, at, end - at, StandardCharsets.UTF_8);
    at = end;
    return rest;
  }

  private int open() throws BadLineException {
    if (at >= end || bytes[at] != '"') {
      throw new BadLineException("a line without text where it is required");
    }
    return ++at;
  }

  /** Moves past the closing quote. Returns whether the text before it has no escapes. */
  private boolean close() throws BadLineException {
    boolean plain = true;
    while (at < end) {
      byte b = bytes[at++];
      if (b == '"') {
        return plain;
      }
      if (b == '\\') {
        plain = false;
        at++;
      }
    }
    throw new BadLineException("a line with text that does not end");
  }

  private int unescape(int from, int to) throws BadLineException {
    if (scratch.length < to - from) {
      scratch = new byte[to - from];
    }
    int length = 0;
    for (int i = from; i < to; i++) {
      byte b = bytes[i];
      if (b == '\\') {
        b = bytes[++i];
        if (b == 'u') {
          scratch[length++] =
              (byte) Integer.parseInt(new String(bytes, i + 1, 4, StandardCharsets.US_ASCII), 16);
          i += 4;
          continue;
        }
        b = unescaped(b);
      }
      scratch[length++] = b;
    }
    return length;
  }

  private static byte unescaped(byte b) throws BadLineException {
    return switch (b) {
      case '"', '\\' -> b;
      case 't' -> '\t';
      case 'n' -> '\n';
      case 'r' -> '\r';
      default -> throw new BadLineException("a line with an unknown escape");
    };
  }

  /** Caches strings, so that equal names are one object. */
  static final class Names {

    private static final int SLOTS = 128;

    private final byte[][] known = new byte[SLOTS][0];
    private final String[] texts = new String[SLOTS];

    String text(byte[] bytes, int from, int to) {
      int hash = to - from;
      for (int i = Math.max(from, to - 8); i < to; i++) {
        hash = 31 * hash + bytes[i];
      }
      int slot = (hash ^ (hash >>> 7)) & (SLOTS - 1);
      if (known[slot].length == 0
          || !Arrays.equals(known[slot], 0, known[slot].length, bytes, from, to)) {
        byte[] name = Arrays.copyOfRange(bytes, from, to);
        String text = new String(name, StandardCharsets.UTF_8);
        known[slot] = name; // set together: nothing between them fails
        texts[slot] = text;
      }
      return texts[slot];
    }
  }
}
