package dev.eventstreams;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Matches events whose field equals one of the values, each compared as by {@link EqualsClause}.
 *
 * @param field the field
 * @param values 1 to 1,000 values of the field's type
 */
public record InClause(EventField field, List<Object> values) implements FilterClause {

  /** The most values that a clause may have. */
  public static final int MAX_VALUES = 1_000;

  private static final int SHOWN = 10;

  /**
   * Checks and copies the values.
   *
   * @throws IllegalArgumentException if there are no values or more than 1,000, or if a value is
   *     null or not of the field's type
   */
  public InClause {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(values, "values");
    if (values.isEmpty() || values.size() > MAX_VALUES) {
      throw new IllegalArgumentException("IN on " + FilterValues.name(field) + " has "
          + values.size() + " values; it needs 1 to " + MAX_VALUES);
    }
    EventField checkedField = field;
    values = values.stream()
        .map(value -> FilterValues.comparable(checkedField, value))
        .toList();
  }

  /** Returns the clause in readable form, for messages, with its first 10 values. */
  @Override
  public String toString() {
    String more = values.size() > SHOWN ? ", … " + values.size() + " values" : "";
    return values.stream()
        .limit(SHOWN)
        .map(FilterValues::shown)
        .collect(Collectors.joining(", ", FilterValues.name(field) + " in (", more + ")"));
  }
}
