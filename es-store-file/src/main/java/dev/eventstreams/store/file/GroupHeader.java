package dev.eventstreams.store.file;

import org.jspecify.annotations.Nullable;

/**
 * The line before the events of one commit.
 *
 * @param first the position of the first event
 * @param events the number of events
 * @param bytes the length of their lines in bytes, line breaks included
 * @param crc the CRC32C of these bytes
 */
record GroupHeader(long first, int events, long bytes, int crc) {

  private static final byte[] START = Text.ascii("{\"group\":");
  private static final String FORMAT =
      "{\"group\":%11d,\"events\":%7d,\"bytes\":%11d,\"crc\":\"%08x\"";
  private static final FixedLine LINE = new FixedLine(FORMAT, 0, 0, 0, 0);

  /** The length of the line in bytes. */
  static final int LENGTH = LINE.length();

  private static final int CRC_AT = LENGTH - "xxxxxxxx\",\"check\":\"xxxxxxxx\"}n".length();

  byte[] line() {
    return LINE.write(first, events, bytes, crc);
  }

  /** Returns the header at this place, or null if there is no valid header line. */
  static @Nullable GroupHeader read(byte[] bytes, int at, int end) {
    long[] values = Text.standsAt(START, bytes, at, end) ? LINE.read(bytes, at, end) : null;
    if (values == null || values[1] < 1 || values[0] < 1) {
      return null;
    }
    return new GroupHeader(values[0], (int) values[1], values[2], Crc.read(bytes, at + CRC_AT));
  }

  /** Returns whether the bytes could be the beginning of a header line that was cut off. */
  static boolean begins(byte[] bytes, int at, int end) {
    int known = Math.min(START.length, end - at);
    for (int i = 0; i < known; i++) {
      if (bytes[at + i] != START[i]) {
        return false;
      }
    }
    return true;
  }
}
