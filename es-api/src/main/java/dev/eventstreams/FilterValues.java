package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Converts a clause's value into the form in which events keep values of the field, or refuses it.
 */
final class FilterValues {

  private FilterValues() {}

  static <T> T requireValue(EventField field, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("the value to compare " + name(field) + " with is null");
    }
    return value;
  }

  /** Returns the converted value for an equality clause. */
  static Object comparable(EventField field, @Nullable Object given) {
    Object value = requireValue(field, given);
    if (field instanceof EventField.Attribute attribute) {
      return switch (attribute) {
        case STREAM, TYPE, ID -> text(field, value);
        case VERSION, POSITION -> wholeNumber(field, value);
        case TIMESTAMP -> wholeMicros(field, value);
      };
    }
    return Objects.requireNonNull(JsonValues.value(value, 1));
  }

  /** Returns the converted value for a range clause. */
  static Object bound(EventField field, RangeClause.Operator operator, @Nullable Object given) {
    Object value = requireValue(field, given);
    if (field == EventField.Attribute.TIMESTAMP) {
      return rounded(instant(field, value), operator);
    }
    if (field instanceof EventField.Attribute attribute) {
      return attribute.isText() ? text(field, value) : number(field, value);
    }
    if (value instanceof String text) {
      return JsonValues.text(text);
    }
    return number(field, value);
  }

  private static Object number(EventField field, Object value) {
    if (!(value instanceof Number)) {
      throw wrongType(
          field, value, field instanceof EventField.MetadataPath ? "a number or text" : "a number");
    }
    return Objects.requireNonNull(JsonValues.value(value, 1));
  }

  /** Returns the value in printable form for a message; long text is cut. */
  static String shown(Object value) {
    boolean plain = value instanceof Number || value instanceof Boolean || value instanceof Instant;
    return plain ? value.toString() : Names.quote(value.toString());
  }

  /** Returns the field's name in printable form for a message. */
  static String name(EventField field) {
    return Names.printable(field.fieldName());
  }

  private static String text(EventField field, Object value) {
    if (value instanceof String text) {
      return JsonValues.text(text);
    }
    throw wrongType(field, value, "a String");
  }

  private static Long wholeNumber(EventField field, Object value) {
    if (value instanceof Number && JsonValues.value(value, 1) instanceof Long number) {
      return number;
    }
    throw wrongType(field, value, "a whole number");
  }

  private static Instant wholeMicros(EventField field, Object value) {
    Instant instant = instant(field, value);
    if (!instant.equals(instant.truncatedTo(ChronoUnit.MICROS))) {
      throw new IllegalArgumentException(
          name(field) + " is in whole microseconds, and never equals " + instant);
    }
    return instant;
  }

  private static Instant instant(EventField field, Object value) {
    if (value instanceof Instant instant) {
      return instant;
    }
    throw wrongType(field, value, "an Instant");
  }

  // Timestamps are whole microseconds: t < 5.5 is t < 6, and t <= 5.5 is t <= 5. The last
  // microsecond is not rounded up: there is no later one.
  private static Instant rounded(Instant instant, RangeClause.Operator operator) {
    Instant floor = instant.truncatedTo(ChronoUnit.MICROS);
    boolean up =
        operator == RangeClause.Operator.LESS_THAN || operator == RangeClause.Operator.AT_LEAST;
    boolean last = Instant.MAX.truncatedTo(ChronoUnit.MICROS).equals(floor);
    return up && !last && floor.isBefore(instant) ? floor.plus(1, ChronoUnit.MICROS) : floor;
  }

  private static IllegalArgumentException wrongType(EventField field, Object value, String wanted) {
    return new IllegalArgumentException(name(field) + " is compared with " + wanted
        + ", not with the " + value.getClass().getSimpleName() + " " + shown(value));
  }
}
