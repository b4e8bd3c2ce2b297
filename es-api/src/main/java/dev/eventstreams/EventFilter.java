package dev.eventstreams;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Selects the events that match every clause. A filter selects the same events on every backend, in
 * reads, watches and append conditions.
 *
 * <pre>{@code
 * type("ClaimFiled").and(streamLike("user-%")).and(metadata("region", "EMEA"))
 * anyOf(type("Opened"), type("Closed")).and(EventField.metadata("amount").atLeast(100))
 * }</pre>
 *
 * @param clauses the clauses, joined by AND; an empty list matches every event
 */
public record EventFilter(List<FilterClause> clauses) {

  /** The most levels to which {@link AnyOf} may be nested. */
  public static final int MAX_DEPTH = 16;

  /** The most values and patterns that a filter may have in all its clauses. */
  public static final int MAX_VALUES = 10_000;

  private static final EventFilter ALL = new EventFilter(List.of());

  /**
   * Checks and copies the clauses.
   *
   * @throws IllegalArgumentException if {@link AnyOf} is nested deeper than 16 levels, or there are
   *     more than 10,000 values
   */
  public EventFilter {
    Objects.requireNonNull(clauses, "clauses");
    clauses = List.copyOf(clauses);
    int depth = depth(clauses);
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "a filter is nested " + depth + " levels deep; the limit is " + MAX_DEPTH);
    }
    int values = values(clauses);
    if (values > MAX_VALUES) {
      throw new IllegalArgumentException(
          "a filter has " + values + " values; the limit is " + MAX_VALUES);
    }
  }

  /** Returns the filter that every event matches. */
  public static EventFilter all() {
    return ALL;
  }

  /** Returns the filter of one clause. */
  public static EventFilter of(FilterClause clause) {
    Objects.requireNonNull(clause, "clause");
    return new EventFilter(List.of(clause));
  }

  /** Returns the filter for events of a type. */
  public static EventFilter type(String type) {
    return EventField.Attribute.TYPE.is(type);
  }

  /** Returns the filter for events of one of the types. */
  public static EventFilter typeIn(String... types) {
    Objects.requireNonNull(types, "types");
    return EventField.Attribute.TYPE.in(List.of(types));
  }

  /** Returns the filter for events of one stream; no character of its id is a pattern. */
  public static EventFilter stream(String streamId) {
    return EventField.Attribute.STREAM.is(streamId);
  }

  /**
   * Returns the filter for events of streams whose ids match the pattern; see {@link LikeClause}.
   */
  public static EventFilter streamLike(String pattern) {
    return EventField.Attribute.STREAM.like(pattern);
  }

  /**
   * Returns the filter for events whose metadata has this value at this path; each dot in the path
   * descends into an object.
   */
  public static EventFilter metadata(String path, Object value) {
    Objects.requireNonNull(path, "path");
    return EventField.of("metadata." + path).is(value);
  }

  /**
   * Returns the filter for the event of that id: the idempotency key with which it was appended, or
   * the id that the store generated. An id is unique in its stream; on the whole store, each stream
   * may have an event of that idempotency key.
   */
  public static EventFilter id(String id) {
    return EventField.Attribute.ID.is(id);
  }

  /** Returns the filter for events that have the tag; every backend finds them through an index. */
  public static EventFilter tag(String tag) {
    return of(new TagClause(tag));
  }

  /** Returns the filter for events that match at least one of the filters. */
  public static EventFilter anyOf(EventFilter... filters) {
    Objects.requireNonNull(filters, "filters");
    return of(new AnyOf(List.of(filters)));
  }

  /** Returns the filter for events that match both filters. */
  public EventFilter and(EventFilter other) {
    Objects.requireNonNull(other, "other");
    List<FilterClause> both = new ArrayList<>(clauses);
    both.addAll(other.clauses);
    return new EventFilter(both);
  }

  /** Returns the filter in readable form, for messages. */
  @Override
  public String toString() {
    return clauses.isEmpty()
        ? "every event"
        : clauses.stream().map(FilterClause::toString).collect(Collectors.joining(" and "));
  }

  private static int depth(List<FilterClause> clauses) {
    int deepest = 0;
    for (FilterClause clause : clauses) {
      if (clause instanceof AnyOf any) {
        for (EventFilter filter : any.filters()) {
          deepest = Math.max(deepest, 1 + depth(filter.clauses));
        }
      }
    }
    return deepest;
  }

  private static int values(List<FilterClause> clauses) {
    int values = 0;
    for (FilterClause clause : clauses) {
      if (clause instanceof AnyOf any) {
        values += any.filters().stream()
            .mapToInt(filter -> Math.max(1, values(filter.clauses)))
            .sum();
      } else {
        values += clause instanceof InClause in ? in.values().size() : 1;
      }
    }
    return values;
  }
}
