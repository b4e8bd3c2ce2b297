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

  /** Returns its first part, in reading order, of at most that length. */
  Span first(long length) {
    if (length() <= length) {
      return this;
    }
    return backwards ? new Span(upTo - length, upTo, true) : new Span(after, after + length, false);
  }

  /** Returns whether reading the other one, a first part of this, has left anything. */
  boolean goesOnAfter(Span part) {
    return backwards ? after < part.after : part.upTo < upTo;
  }

  /** Returns how far a reader is who has read all of it, as a page says it. */
  long end() {
    return backwards ? after + 1 : upTo;
  }

  String direction() {
    return backwards ? "DESC" : "ASC";
  }
}
