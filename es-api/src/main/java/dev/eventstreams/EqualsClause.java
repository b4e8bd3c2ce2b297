package dev.eventstreams;

import java.util.Objects;

/**
 * Matches events whose field equals the value; types are compared too: {@code 5} equals {@code
 * 5.0}, but not {@code "5"}, and {@code true} is not {@code 1}.
 *
 * @param field the field
 * @param value a String for text fields; a whole number for {@code version} and {@code position};
 *     an {@link java.time.Instant} of whole microseconds for {@code timestamp}; for a metadata path
 *     every value that metadata can hold except null, converted as in metadata
 */
public record EqualsClause(EventField field, Object value) implements FilterClause {

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if the value is null or not of the field's type
   */
  public EqualsClause {
    Objects.requireNonNull(field, "field");
    value = FilterValues.comparable(field, value);
  }

  /** Returns the clause in readable form, for messages. */
  @Override
  public String toString() {
    return FilterValues.name(field) + " = " + FilterValues.shown(value);
  }
}
