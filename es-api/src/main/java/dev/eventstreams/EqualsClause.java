package dev.eventstreams;

import java.util.Objects;

/**
 * Matches events whose field equals the value, type and all: {@code 5} equals {@code 5.0}, but not {@code "5"}; {@code
 * true} is not {@code 1}.
 *
 * @param field the field
 * @param value a String for text fields; a whole number for {@code version} and {@code position}; an {@link
 *     java.time.Instant} of whole microseconds for {@code timestamp}; for metadata anything but null that metadata can
 *     hold, kept as metadata keeps it
 */
public record EqualsClause(EventField field, Object value) implements FilterClause {

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if it is null or not of the field's type
   */
  public EqualsClause {
    Objects.requireNonNull(field, "field");
    value = FilterValues.comparable(field, value);
  }

  /** Returns the clause as a reader would write it. */
  @Override
  public String toString() {
    return FilterValues.name(field) + " = " + FilterValues.shown(value);
  }
}
