package dev.eventstreams;

import java.util.List;

/**
 * Matches events that match at least one of the filters.
 *
 * @param filters one or more
 */
public record AnyOf(List<EventFilter> filters) implements FilterClause {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there are no filters
   */
  public AnyOf {
    filters = List.copyOf(filters);
    if (filters.isEmpty()) {
      throw new IllegalArgumentException("any of no filters matches nothing; give at least one");
    }
  }
}
