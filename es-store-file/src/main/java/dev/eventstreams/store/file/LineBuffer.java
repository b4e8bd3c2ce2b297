package dev.eventstreams.store.file;

import dev.eventstreams.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** JSON text in the making, as bytes. */
final class LineBuffer {

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final byte[] HEX = Text.ascii("0123456789abcdef");
  private static final int LARGEST = Integer.MAX_VALUE - 64;

  byte[] bytes = new byte[4_096];
  int length;

  void clear(int most) {
    length = 0;
    if (bytes.length > most) {
      bytes = new byte[most];
    }
  }

  void room(long more) {
    if (length + more > bytes.length) {
      if (length + more > LARGEST) {
        throw new IllegalArgumentException(
            "an append of more than " + LARGEST + " bytes as text, which no segment can hold");
      }
      bytes =
          Arrays.copyOf(bytes, (int) Math.min(LARGEST, Math.max(length + more, bytes.length * 2L)));
    }
  }

  void put(byte[] text) {
    room(text.length);
    System.arraycopy(text, 0, bytes, length, text.length);
    length += text.length;
  }

  void put(long number) {
    room(20);
    if (number < 0) {
      throw new IllegalArgumentException("the number " + number + " is below 0");
    }
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = length + digits - 1; i >= length; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
  }

  /** Adds the text in quotes. */
  void putText(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    room(utf8.length * 6L + 2);
    bytes[length++] = '"';
    for (byte b : utf8) {
      escape(b);
    }
    bytes[length++] = '"';
  }

  /**
   * Adds the data in quotes, as text, if it is text: valid UTF-8 without control characters but for tab, line feed and carriage
   * return. Returns false, having added nothing, if it is not.
   */
  boolean putIfText(Bytes data) {
    int size = data.length();
    room(size + 10L);
    int start = length;
    bytes[length] = '"';
    data.copyTo(bytes, length + 1);
    int plain = plain(bytes, start + 1, start + 1 + size);
    if (plain == start + 1 + size) {
      bytes[plain] = '"';
      length = plain + 1;
      return true;
    }
    return putIfEscapable(data.toArray(), start, plain - start - 1);
  }

  private boolean putIfEscapable(byte[] content, int start, int from) {
    if (!isText(content, from)) {
      return false;
    }
    room(2L * content.length + 2);
    length = start + 1 + from;
    for (int i = from; i < content.length; ) {
      escape(content[i++]);
      int plain = plain(content, i, content.length);
      System.arraycopy(content, i, bytes, length, plain - i);
      length += plain - i;
      i = plain;
    }
    bytes[length++] = '"';
    return true;
  }

  // Eight bytes at a time (Mycroft's zero-byte test): none is negative, below a space, a quote or a
  // backslash.
  private static int plain(byte[] content, int from, int to) {
    int at = from;
    for (; at + 8 <= to; at += 8) {
      long word = (long) LONG.get(content, at);
      long quote = word ^ (ONES * '"');
      long slash = word ^ (ONES * '\\');
      long special =
          word | (word - ONES * 0x20) | ((quote - ONES) & ~quote) | ((slash - ONES) & ~slash);
      if ((special & HIGHS) != 0) {
        break;
      }
    }
    while (at < to && content[at] >= 0x20 && content[at] != '"' && content[at] != '\\') {
      at++;
    }
    return at;
  }

  private static boolean isText(byte[] content, int from) {
    boolean ascii = true;
    for (int i = from; i < content.length; i++) {
      byte b = content[i];
      if (b >= 0 && b < 0x20 && b != '\t' && b != '\n' && b != '\r') {
        return false;
      }
      ascii &= b >= 0;
    }
    return ascii || Arrays.equals(content, Text.utf8(new String(content, StandardCharsets.UTF_8)));
  }

  private void escape(byte b) {
    if (b == '"' || b == '\\') {
      bytes[length++] = '\\';
      bytes[length++] = b;
    } else if (b < 0 || b >= 0x20) {
      bytes[length++] = b;
    } else {
      escapeControl(b);
    }
  }

  private void escapeControl(byte b) {
    bytes[length++] = '\\';
    switch (b) {
      case '\t' -> bytes[length++] = 't';
      case '\n' -> bytes[length++] = 'n';
      case '\r' -> bytes[length++] = 'r';
      default -> {
        bytes[length++] = 'u';
        bytes[length++] = '0';
        bytes[length++] = '0';
        bytes[length++] = HEX[b >>> 4];
        bytes[length++] = HEX[b & 15];
      }
    }
  }

  void putBase64(Bytes data) {
    byte[] encoded = Base64.getEncoder().encode(data.toArray());
    room(encoded.length + 2L);
    bytes[length++] = '"';
    put(encoded);
    room(1);
    bytes[length++] = '"';
  }

  /** Adds the data's field, {@code ,"data":…} for text or {@code ,"base64":…}. */
  void putData(byte[] asText, byte[] asBase64, Bytes data) {
    int before = length;
    put(asText);
    if (!putIfText(data)) {
      length = before;
      put(asBase64);
      putBase64(data);
    }
  }

  /** Ends a line that began at {@code from}: adds the checksum of what stands in it so far, and the line break. */
  void endLine(int from, byte[] crcField) {
    int crc = Crc.of(bytes, from, length);
    put(crcField);
    room(Crc.DIGITS + 3);
    Crc.write(crc, bytes, length);
    length += Crc.DIGITS;
    bytes[length++] = '"';
    bytes[length++] = '}';
    bytes[length++] = '\n';
  }
}
