package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.Objects;

/**
 * Matches events that have the tag. Every backend finds them through an index, on a stream and on the whole store.
 *
 * @param tag 1–255 code points without control characters, compared code point by code point
 */
public record TagClause(String tag) implements FilterClause {

  /**
   * Checks the tag.
   *
   * @throws IllegalArgumentException if no event can have it
   */
  public TagClause {
    Names.tag(Objects.requireNonNull(tag, "tag"));
  }

  /** Returns the clause as a reader would write it. */
  @Override
  public String toString() {
    return "tag " + Names.quote(tag);
  }
}
