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
 * An immutable run of bytes with value equality: what goes in is copied, what comes out is a copy or read-only. Safe for use by many
 * threads.
 *
 * <p>{@link #toString()} tells the length alone, so that data never reaches a log by accident.
 */
public final class Bytes {

  private static final Bytes EMPTY = new Bytes(new byte[0]);

  private final Object content; // an array, or the DeferredBytes that will give it

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
   * Returns the text in UTF-8.
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
   * Returns bytes that are made when they are first looked at: for what takes long to make, such as encryption, and is made beside
   * other work meanwhile. Their length is known at once.
   *
   * <p>The maker is let go once it has answered. Threads that look at the same time may each ask it, so it must give equal bytes each
   * time. What it throws reaches the thread that looks, and it is asked again by the next one. An append, and the saving of a
   * snapshot, look in the caller's thread before they begin; so what the maker throws, or waits for, concerns that caller alone.
   *
   * @param length how many bytes the maker will give; if it gives more or fewer, or null, looking at them throws {@link
   *     IllegalStateException}
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

  /** Makes bytes that are {@link #deferred} now, in this thread, unless they were looked at already; throws what their maker throws. */
  public void resolve() {
    byte[] unused = content();
  }

  /** Returns how many bytes there are. */
  public int length() {
    return content instanceof byte[] array ? array.length : ((DeferredBytes) content).length();
  }

  /** Returns whether there are none. */
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

  /** Returns the text that these bytes hold in UTF-8; malformed input becomes U+FFFD. */
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
