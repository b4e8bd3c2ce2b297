package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A field of an event that a filter can compare: an attribute, or a path into the metadata.
 *
 * <pre>{@code
 * EventField.metadata("amount").atLeast(100)
 * EventField.of("timestamp").lessThan(Instant.parse("2027-01-01T00:00:00Z"))
 * }</pre>
 */
public sealed interface EventField {

  /** The fields of an event other than data and metadata. */
  enum Attribute implements EventField {
    /** The id of the stream: text. */
    STREAM("stream", true),
    /** The type of the event: text. */
    TYPE("type", true),
    /** The id of the event, text: its idempotency key, or else the id that the store generated. */
    ID("id", true),
    /** The version in the stream: a whole number. */
    VERSION("version", false),
    /** The position in the store: a whole number. */
    POSITION("position", false),
    /** The timestamp of the commit: an {@link java.time.Instant}. */
    TIMESTAMP("timestamp", false);

    private final String fieldName;
    private final boolean text;

    Attribute(String fieldName, boolean text) {
      this.fieldName = fieldName;
      this.text = text;
    }

    /** Returns whether the attribute is text. */
    public boolean isText() {
      return text;
    }

    @Override
    public String fieldName() {
      return fieldName;
    }
  }

  /**
   * A path into metadata: keys that descend from object to object, never into a list.
   *
   * @param keys one or more, outermost first; any text, also empty, with dots, quotes or
   *     backslashes
   */
  record MetadataPath(List<String> keys) implements EventField {

    /**
     * Checks and copies the keys.
     *
     * @throws IllegalArgumentException if there are no keys or more than 32, or if a key contains
     *     NUL or an unpaired surrogate
     */
    public MetadataPath {
      Objects.requireNonNull(keys, "keys");
      keys = List.copyOf(keys);
      if (keys.isEmpty() || keys.size() > JsonValues.MAX_DEPTH) {
        throw new IllegalArgumentException(
            "a metadata path has " + keys.size() + " keys; it needs 1 to " + JsonValues.MAX_DEPTH);
      }
      keys.forEach(JsonValues::text);
    }

    @Override
    public String fieldName() {
      return "metadata." + String.join(".", keys);
    }
  }

  /**
   * Returns the field of that name: {@code stream}, {@code type}, {@code id}, {@code version}, {@code
   * position}, {@code timestamp}, or {@code metadata.} and keys joined by dots.
   *
   * @throws IllegalArgumentException if there is no such field
   */
  static EventField of(String name) {
    Objects.requireNonNull(name, "name");
    for (Attribute attribute : Attribute.values()) {
      if (attribute.fieldName().equals(name)) {
        return attribute;
      }
    }
    if (name.startsWith("metadata.")) {
      return new MetadataPath(List.of(name.substring("metadata.".length()).split("\\.", -1)));
    }
    throw new IllegalArgumentException("unknown field " + Names.quote(name) + "; there are "
        + Arrays.stream(Attribute.values()).map(Attribute::fieldName).toList()
        + " and metadata.<path>");
  }

  /**
   * Returns the metadata field at the end of this path of keys; a dot inside a key is part of the
   * key.
   *
   * @throws IllegalArgumentException if there are no keys or more than 32
   */
  static EventField metadata(String... keys) {
    Objects.requireNonNull(keys, "keys");
    return new MetadataPath(List.of(keys));
  }

  /**
   * Returns the name that {@link #of(String)} accepts, except for metadata keys that contain dots.
   */
  String fieldName();

  /** Returns the filter for events whose field equals the value; see {@link EqualsClause}. */
  default EventFilter is(Object value) {
    return EventFilter.of(new EqualsClause(this, value));
  }

  /** Returns the filter for events whose field equals one of the values; see {@link InClause}. */
  default EventFilter in(Collection<?> values) {
    Objects.requireNonNull(values, "values");
    return EventFilter.of(new InClause(this, new ArrayList<>(values)));
  }

  /**
   * Returns the filter for events whose field is text that matches the pattern; see {@link
   * LikeClause}.
   */
  default EventFilter like(String pattern) {
    return EventFilter.of(new LikeClause(this, pattern));
  }

  /** Returns the filter for events whose field is below the value; see {@link RangeClause}. */
  default EventFilter lessThan(Object value) {
    return EventFilter.of(new RangeClause(this, RangeClause.Operator.LESS_THAN, value));
  }

  /**
   * Returns the filter for events whose field is the value or below it; see {@link RangeClause}.
   */
  default EventFilter atMost(Object value) {
    return EventFilter.of(new RangeClause(this, RangeClause.Operator.AT_MOST, value));
  }

  /** Returns the filter for events whose field is above the value; see {@link RangeClause}. */
  default EventFilter greaterThan(Object value) {
    return EventFilter.of(new RangeClause(this, RangeClause.Operator.GREATER_THAN, value));
  }

  /**
   * Returns the filter for events whose field is the value or above it; see {@link RangeClause}.
   */
  default EventFilter atLeast(Object value) {
    return EventFilter.of(new RangeClause(this, RangeClause.Operator.AT_LEAST, value));
  }
}
