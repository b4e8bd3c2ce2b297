package dev.eventstreams;

import java.util.Objects;

/**
 * Matches events whose field is a number, a timestamp or text on one side of the value. Whole and
 * fractional numbers compare exactly: 2^53 is below 2^53+1. Text compares code point by code point.
 *
 * @param field any attribute or a metadata path; metadata that is not of the value's type, number or
 *     text, never matches
 * @param operator the side of the value on which the field must be
 * @param value a number, text, or for {@code timestamp} an {@link java.time.Instant}; an instant finer
 *     than microseconds is rounded to the microsecond that gives the same answer for every event
 */
public record RangeClause(EventField field, Operator operator, Object value)
    implements FilterClause {

  /** On which side of the value the field must be. */
  public enum Operator {
    /** Below the value. */
    LESS_THAN("<"),
    /** The value or below it. */
    AT_MOST("<="),
    /** Above the value. */
    GREATER_THAN(">"),
    /** The value or above it. */
    AT_LEAST(">=");

    private final String symbol;

    Operator(String symbol) {
      this.symbol = symbol;
    }

    /** Returns the operator in the notation of SQL and Java. */
    public String symbol() {
      return symbol;
    }

    /**
     * Returns whether the operator accepts a field that compares to the value as {@code comparison}
     * (negative, 0, positive).
     */
    public boolean accepts(int comparison) {
      return switch (this) {
        case LESS_THAN -> comparison < 0;
        case AT_MOST -> comparison <= 0;
        case GREATER_THAN -> comparison > 0;
        case AT_LEAST -> comparison >= 0;
      };
    }
  }

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if the value is null or not of the
   *     field's type
   */
  public RangeClause {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(operator, "operator");
    value = FilterValues.bound(field, operator, value);
  }

  /** Returns the clause in readable form, for messages. */
  @Override
  public String toString() {
    return FilterValues.name(field) + " " + operator.symbol() + " " + FilterValues.shown(value);
  }
}
