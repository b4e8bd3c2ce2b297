package dev.eventstreams.store.sqlite;

/**
 * A range of versions of a stream, or of positions of the store: above {@code after}, up to
 * {@code upTo}.
 *
 * @param after excluded
 * @param upTo included
 * @param backwards whether the highest number comes first
 */
record Span(long after, long upTo, boolean backwards) {

  boolean isEmpty() {
    return upTo <= after;
  }

  long length() {
    return upTo - after;
  }

  /** Returns the first part of this span, in reading order, of at most this length. */
  Span first(long length) {
    if (length() <= length) {
      return this;
    }
    return backwards ? new Span(upTo - length, upTo, true) : new Span(after, after + length, false);
  }

  /** Returns the first part of this span, in reading order, up to this number. */
  Span firstTo(long last) {
    return backwards ? new Span(last - 1, upTo, true) : new Span(after, last, false);
  }

  /** Returns this span and the span beside it as one. */
  Span joined(Span beside) {
    return new Span(Math.min(after, beside.after), Math.max(upTo, beside.upTo), backwards);
  }

  /** Returns whether a part of this span remains after its first part was read. */
  boolean goesOnAfter(Span part) {
    return backwards ? after < part.after : part.upTo < upTo;
  }

  /** Returns the {@code scannedTo} of a page that has read the whole span. */
  long end() {
    return backwards ? after + 1 : upTo;
  }

  String direction() {
    return backwards ? " DESC" : " ASC";
  }
}
