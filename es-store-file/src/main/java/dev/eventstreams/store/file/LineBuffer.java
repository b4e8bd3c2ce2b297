package dev.eventstreams.store.file;

import dev.eventstreams.Bytes;
import java.util.Arrays;
import java.util.Base64;

/** A growing buffer for JSON text, as bytes. */
final class LineBuffer {

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
    byte[] utf8 = Text.utf8(text);
    room((long) Escaping.MOST * utf8.length + 2 + Escaping.SLACK);
    bytes[length] = '"';
    length = Escaping.copy(utf8, 0, utf8.length, bytes, length + 1);
    bytes[length++] = '"';
  }

  /** Adds the data as text in quotes, if it is text. Otherwise adds nothing and returns false. */
  boolean putIfText(Bytes data) {
    int size = data.length();
    room(2L * size + 2 + Escaping.SLACK);
    // The data is put behind the place where its escaped text can end, and is copied from there
    // towards the front. Each byte becomes at most two bytes, so the copy never overwrites a byte
    // that it still has to read.
    int from = length + 1 + size + Escaping.SLACK;
    data.copyTo(bytes, from);
    if (!Escaping.isText(bytes, from, from + size)) {
      return false;
    }
    bytes[length] = '"';
    length = Escaping.copy(bytes, from, from + size, bytes, length + 1);
    bytes[length++] = '"';
    return true;
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

  /**
   * Ends a line that began at {@code from}: adds the checksum of the line so far, and the line
   * break.
   */
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
