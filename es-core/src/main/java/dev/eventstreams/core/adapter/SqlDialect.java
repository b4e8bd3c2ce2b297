package dev.eventstreams.core.adapter;

import dev.eventstreams.EventField.Attribute;
import dev.eventstreams.RangeClause;
import java.util.List;

/**
 * The SQL of one database for the conditions of {@link SqlFilter}. An event without the field must
 * not match, and no event may make a condition fail.
 */
public interface SqlDialect {

  /**
   * Returns the condition that {@code version}, {@code position}, or {@code timestamp} in
   * microseconds is one of the values.
   */
  Where numberIn(Attribute field, List<Long> values);

  /**
   * Returns the condition that {@code version}, {@code position}, or {@code timestamp} in
   * microseconds is on the operator's side of the bound.
   *
   * @param bound as in {@link #metadataRange}
   */
  Where numberRange(Attribute field, RangeClause.Operator operator, Number bound);

  /**
   * Returns the condition that {@code stream}, {@code type} or {@code id} is on that side
   * of the bound, by code points.
   */
  Where textRange(Attribute field, RangeClause.Operator operator, String bound);

  /**
   * Returns the condition that {@code stream}, {@code type} or {@code id} is one of the
   * values.
   */
  Where textIn(Attribute field, List<String> values);

  /**
   * Returns the condition that {@code stream}, {@code type} or {@code id} matches the
   * pattern.
   */
  Where textLike(Attribute field, LikePattern pattern);

  /** Returns the condition that the event has the tag. */
  Where tag(String tag);

  /**
   * Returns the condition that the metadata value at the path of these keys is one of the values.
   * The path descends only into objects.
   *
   * @param values as written by {@link CanonicalJson}; an equal value is stored with the same text
   */
  Where metadataIn(List<String> keys, List<String> values);

  /**
   * Returns the condition that the metadata value at the path of these keys is text that matches
   * the pattern.
   */
  Where metadataLike(List<String> keys, LikePattern pattern);

  /**
   * Returns the condition that the metadata value at the path of these keys is a number on the
   * operator's side of the bound. The comparison is exact.
   *
   * @param bound a Long, or a Double that is not a whole number in the range of {@code long}
   */
  Where metadataRange(List<String> keys, RangeClause.Operator operator, Number bound);

  /**
   * Returns the condition that the metadata value at the end of these keys is text, and on that side
   * of the bound, by code points.
   */
  Where metadataTextRange(List<String> keys, RangeClause.Operator operator, String bound);
}
