package dev.eventstreams.store.file;

import java.util.zip.CRC32C;

/** CRC32C (RFC 3720, appendix B.4) as eight hexadecimal digits in lower case. */
final class Crc {

  /** The number of digits. */
  static final int DIGITS = 8;

  private static final byte[] HEX = Text.ascii("0123456789abcdef");

  private Crc() {}

  static int of(byte[] bytes, int from, int to) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  static void write(int crc, byte[] target, int at) {
    for (int i = 0; i < DIGITS; i++) {
      target[at + i] = HEX[(crc >>> (28 - 4 * i)) & 15];
    }
  }

  /** Returns whether exactly these digits are at this place. */
  static boolean stands(int crc, byte[] bytes, int at) {
    for (int i = 0; i < DIGITS; i++) {
      if (bytes[at + i] != HEX[(crc >>> (28 - 4 * i)) & 15]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the number that eight digits encode. The result is arbitrary if they are not digits.
   */
  static int read(byte[] bytes, int at) {
    int crc = 0;
    for (int i = 0; i < DIGITS; i++) {
      crc = (crc << 4) | (Character.digit(bytes[at + i], 16) & 15);
    }
    return crc;
  }
}
