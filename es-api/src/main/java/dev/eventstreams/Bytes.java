package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * An immutable run of bytes with value equality: what goes in is copied, what comes out is a copy or read-only.
 *
 * <p>{@link #toString()} tells the length alone, so that data never reaches a log by accident.
 */
public final class Bytes {

  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] content;

  private Bytes(byte[] content) {
    this.content = content;
  }

  /** Returns the bytes of length 0. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** Returns a copy of the array. */
  public static Bytes of(byte[] content) {
    return of(content, 0, content.length);
  }

  /**
   * Returns a copy of {@code length} bytes of the array from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public static Bytes of(byte[] content, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, content.length);
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(content, offset, offset + length));
  }

  /**
   * Returns the text in UTF-8.
   *
   * @throws IllegalArgumentException if the text has an unpaired surrogate, which UTF-8 cannot hold
   */
  public static Bytes utf8(String text) {
    if (text.isEmpty()) {
      return EMPTY;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (Names.hasUnpairedSurrogate(text)) {
      throw new IllegalArgumentException("text has an unpaired surrogate, which UTF-8 cannot hold");
    }
    return new Bytes(encoded);
  }

  /** Returns how many bytes there are. */
  public int length() {
    return content.length;
  }

  /** Returns whether there are none. */
  public boolean isEmpty() {
    return content.length == 0;
  }

  /** Returns a new array with these bytes. */
  public byte[] toArray() {
    return content.clone();
  }

  /** Copies these bytes into the array from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    System.arraycopy(content, 0, target, offset, content.length);
  }

  /** Returns the text that these bytes hold in UTF-8; malformed input becomes U+FFFD. */
  public String utf8() {
    return new String(content, StandardCharsets.UTF_8);
  }

  /** Returns a read-only view, positioned at the first byte. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(content).asReadOnlyBuffer();
  }

  /** Returns a stream over these bytes; closing it has no effect. */
  public InputStream inputStream() {
    return new ByteArrayInputStream(content);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content, that.content);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content);
  }

  /** Returns the length, never the content. */
  @Override
  public String toString() {
    return "Bytes[" + content.length + "]";
  }
}
