package dev.eventstreams.store.postgres;

/**
 * A part of a stream by version, or of the store by position: above {@code after}, up to {@code upTo}.
 *
 * @param after excluded
 * @param upTo included
 * @param backwards whether the highest come first
 */
record Span(long after, long upTo, boolean backwards) {

  boolean isEmpty() {
    return upTo <= after;
  }

  long length() {
    return upTo - after;
  }

  /** Returns the first part, in reading order, with at most the given length. */
  Span first(long length) {
    if (length() <= length) {
      return this;
    }
    return backwards ? new Span(upTo - length, upTo, true) : new Span(after, after + length, false);
  }

  /** Returns the first part, in reading order, that ends where the other span ends. */
  Span upToEndOf(Span other) {
    return backwards ? new Span(other.after, upTo, true) : new Span(after, other.upTo, false);
  }

  /** Returns whether this span has more after the given first part, in reading order. */
  boolean goesOnAfter(Span part) {
    return backwards ? after < part.after : part.upTo < upTo;
  }

  /** Returns the place that a page reports as {@code scannedTo} when the whole span was read. */
  long end() {
    return backwards ? after + 1 : upTo;
  }

  String direction() {
    return backwards ? "DESC" : "ASC";
  }
}
