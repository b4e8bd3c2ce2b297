package dev.eventstreams.core.adapter;

import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.RangeClause;
import java.util.List;

/**
 * How one database says what {@link SqlFilter} has to say. An event without the field must not match, and no event may make a
 * condition fail.
 */
public interface SqlDialect {

  /** Returns the condition that {@code version}, {@code position}, or {@code timestamp} in microseconds is one of these. */
  Where numberIn(Attribute field, List<Long> values);

  /**
   * Returns the condition that {@code version}, {@code position}, or {@code timestamp} in microseconds is on that side of the
   * bound.
   *
   * @param bound as for metadata
   */
  Where numberRange(Attribute field, RangeClause.Operator operator, Number bound);

  /** Returns the condition that {@code stream_id} or {@code event_type} is one of these. */
  Where textIn(Attribute field, List<String> values);

  /** Returns the condition that {@code stream_id} or {@code event_type} is of the pattern's form. */
  Where textLike(Attribute field, LikePattern pattern);

  /**
   * Returns the condition that the metadata value at the end of these keys is one of these. The path descends objects alone.
   *
   * @param values as {@link CanonicalJson} writes them: the stored text of an equal value is the same text
   */
  Where metadataIn(List<String> keys, List<String> values);

  /** Returns the condition that the metadata value at the end of these keys is text, and of the pattern's form. */
  Where metadataLike(List<String> keys, LikePattern pattern);

  /**
   * Returns the condition that the metadata value at the end of these keys is a number, and on that side of the bound. The
   * comparison is exact.
   *
   * @param bound a Long, or a Double that is not a whole number in the range of {@code long}
   */
  Where metadataRange(List<String> keys, RangeClause.Operator operator, Number bound);
}
