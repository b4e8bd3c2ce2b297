package dev.eventstreams;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bytes that are made at the first access. Safe for use by many threads. */
final class DeferredBytes {

  private final int length;
  private @Nullable Bytes made;
  private volatile @Nullable Supplier<Bytes> maker;

  DeferredBytes(int length, Supplier<Bytes> maker) {
    this.length = length;
    this.maker = Objects.requireNonNull(maker, "maker");
  }

  int length() {
    return length;
  }

  // The bytes are kept before the volatile write that clears the maker. So a thread that reads no
  // maker also sees the bytes.
  Bytes get() {
    Supplier<Bytes> asked = maker;
    if (asked == null) {
      return Objects.requireNonNull(made);
    }
    Bytes given = asked.get();
    if (given == null || given.length() != length) {
      throw new IllegalStateException("the maker of " + length + " bytes gave "
          + (given == null ? "null" : given.length() + " bytes"));
    }
    made = given;
    maker = null;
    return given;
  }
}
