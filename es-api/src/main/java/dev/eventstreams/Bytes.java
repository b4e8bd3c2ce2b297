package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * An immutable sequence of bytes with value equality: input is copied, output is a copy or
 * read-only. Safe for use by many threads.
 *
 * <p>{@link #toString()} shows only the length, so that data never reaches a log by accident.
 */
public final class Bytes {

  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final Object content; // an array, or the DeferredBytes that returns it later

  private Bytes(Object content) {
    this.content = content;
  }

  /** Returns the bytes of length 0. */
  public static Bytes empty() {
    return EMPTY;
  }

  /** Returns a copy of the array. */
  public static Bytes of(byte[] content) {
    Objects.requireNonNull(content, "content");
    return of(content, 0, content.length);
  }

  /**
   * Returns a copy of {@code length} bytes of the array from {@code offset} on.
   *
   * @throws IndexOutOfBoundsException if the range is not inside the array
   */
  public static Bytes of(byte[] content, int offset, int length) {
    Objects.requireNonNull(content, "content");
    Objects.checkFromIndexSize(offset, length, content.length);
    return length == 0 ? EMPTY : new Bytes(Arrays.copyOfRange(content, offset, offset + length));
  }

  /**
   * Returns the text, encoded in UTF-8.
   *
   * @throws IllegalArgumentException if the text has an unpaired surrogate, which UTF-8 cannot hold
   */
  public static Bytes utf8(String text) {
    Objects.requireNonNull(text, "text");
    if (text.isEmpty()) {
      return EMPTY;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    if (Names.hasUnpairedSurrogate(text)) {
      throw new IllegalArgumentException("text has an unpaired surrogate, which UTF-8 cannot hold");
    }
    return new Bytes(encoded);
  }

  /**
   * Returns bytes that are made at the first access. Use it for bytes that take long to make, such
   * as encrypted data, and that are made in parallel to other work. Their length is known at once.
   *
   * <p>The maker is released after it has returned. Threads that access the bytes at the same time
   * may each call the maker, so it must return equal bytes each time. An exception of the maker
   * reaches the thread that accesses the bytes, and the next access calls the maker again. An
   * append and the saving of a snapshot access the bytes in the caller's thread before they begin,
   * so an exception or a delay of the maker affects only that caller.
   *
   * @param length the number of bytes that the maker returns; if it returns more, fewer or null, an
   *     access throws {@link IllegalStateException}
   */
  public static Bytes deferred(int length, Supplier<Bytes> maker) {
    Objects.requireNonNull(maker, "maker");
    return length == 0 ? EMPTY : new Bytes(new DeferredBytes(length, maker));
  }

  private byte[] content() {
    return content instanceof byte[] array
        ? array
        : ((DeferredBytes) content).get().content();
  }

  /**
   * Makes {@link #deferred} bytes now, in this thread, unless they were accessed already; throws
   * the exceptions of their maker.
   */
  public void resolve() {
    byte[] unused = content();
  }

  /** Returns the number of bytes. */
  public int length() {
    return content instanceof byte[] array ? array.length : ((DeferredBytes) content).length();
  }

  /** Returns whether the length is 0. */
  public boolean isEmpty() {
    return length() == 0;
  }

  /** Returns a new array with these bytes. */
  public byte[] toArray() {
    return content().clone();
  }

  /** Copies these bytes into the array from {@code offset} on. */
  public void copyTo(byte[] target, int offset) {
    Objects.requireNonNull(target, "target");
    byte[] source = content();
    System.arraycopy(source, 0, target, offset, source.length);
  }

  /** Returns these bytes decoded as UTF-8; malformed input becomes U+FFFD. */
  public String utf8() {
    return new String(content(), StandardCharsets.UTF_8);
  }

  /** Returns a read-only view, positioned at the first byte. */
  public ByteBuffer asByteBuffer() {
    return ByteBuffer.wrap(content()).asReadOnlyBuffer();
  }

  /** Returns a stream over these bytes; closing it has no effect. */
  public InputStream inputStream() {
    return new ByteArrayInputStream(content());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(content(), that.content());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(content());
  }

  /** Returns the length, never the content. */
  @Override
  public String toString() {
    return "Bytes[" + length() + "]";
  }
}
