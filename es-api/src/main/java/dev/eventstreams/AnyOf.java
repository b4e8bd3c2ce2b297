package dev.eventstreams;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Matches events that match at least one of the filters.
 *
 * @param filters one or more
 */
public record AnyOf(List<EventFilter> filters) implements FilterClause {

  /**
   * Checks and copies the filters.
   *
   * @throws IllegalArgumentException if there are no filters
   */
  public AnyOf {
    Objects.requireNonNull(filters, "filters");
    filters = List.copyOf(filters);
    if (filters.isEmpty()) {
      throw new IllegalArgumentException("anyOf needs at least one filter");
    }
  }

  /** Returns the clause in readable form, for messages. */
  @Override
  public String toString() {
    return filters.stream()
        .map(EventFilter::toString)
        .collect(Collectors.joining(" or ", "(", ")"));
  }
}
