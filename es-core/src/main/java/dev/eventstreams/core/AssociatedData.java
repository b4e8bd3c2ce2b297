package dev.eventstreams.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;

/**
 * The additional authenticated data that binds encrypted data to its place, so that it is valid
 * nowhere else. Each field comes after its length in 4 bytes, so two different lists of fields
 * never give the same bytes.
 */
final class AssociatedData {

  private static final byte[] EVENT = "event".getBytes(US_ASCII);
  private static final byte[] SNAPSHOT = "snapshot".getBytes(US_ASCII);

  private AssociatedData() {}

  static byte[] ofEvent(byte[] header, String stream, String id, String type) {
    return fields(EVENT, header, utf8(stream), utf8(id), utf8(type));
  }

  static byte[] ofSnapshot(byte[] header, String source, String projection, long version) {
    byte[] number = ByteBuffer.allocate(Long.BYTES).putLong(version).array();
    return fields(SNAPSHOT, header, utf8(source), utf8(projection), number);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] fields(byte[]... fields) {
    int length = 0;
    for (byte[] field : fields) {
      length += Integer.BYTES + field.length;
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (byte[] field : fields) {
      all.putInt(field.length).put(field);
    }
    return all.array();
  }
}
