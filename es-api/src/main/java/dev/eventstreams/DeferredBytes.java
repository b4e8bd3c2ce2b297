package dev.eventstreams;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bytes that are made when they are first looked at. Safe for use by many threads. */
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

  // The volatile write that lets go of the maker comes after what it made was kept, so whoever
  // finds no maker finds that.
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
