package dev.eventstreams.store.postgres;

/**
 * Events that may match a filter. They are a number of first events, in reading order, that a tag,
 * a stream or a type leads to.
 *
 * @param query a query for those of them that match
 * @param part the part of the store that they reach: it has no other match
 * @param count how many they are
 */
record Candidates(PageQuery query, Span part, long count) {

  /** Returns the candidates that reach farther, and of those that reach equally far, the fewer. */
  Candidates orRarer(Candidates others) {
    boolean isRarer = part.length() == others.part.length()
        ? count <= others.count
        : part.length() > others.part.length();
    return isRarer ? this : others;
  }

  /** Returns whether these are all candidates of the span. */
  boolean areAllOf(Span span) {
    return part.equals(span);
  }
}
