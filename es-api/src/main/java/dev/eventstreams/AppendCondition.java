package dev.eventstreams;

import java.util.Objects;

/**
 * A condition of an append over the whole store: no event after a position matches a filter
 * (contract A12, a <em>dynamic consistency boundary</em>).
 *
 * <p>The condition is checked in the transaction of the append and never sees the append's own
 * events. Take {@code after} from {@link EventStore#head()} before you read the events on which the
 * decision depends.
 *
 * @param filter matches the events that would make the decision wrong
 * @param after only events above this position count; 0 for all events
 */
public record AppendCondition(EventFilter filter, long after) {

  /**
   * Checks the position.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public AppendCondition {
    Objects.requireNonNull(filter, "filter");
    if (after < 0) {
      throw new IllegalArgumentException("position " + after + " is below 0");
    }
  }

  /** Returns the condition in readable form, for messages. */
  @Override
  public String toString() {
    return "no event matching [" + filter + "]" + (after == 0 ? "" : " after " + after);
  }

  /** Returns the condition that no event of the store matches the filter. */
  public static AppendCondition noEventMatching(EventFilter filter) {
    return new AppendCondition(filter, 0);
  }

  /**
   * Returns this condition, limited to events above the position.
   *
   * @throws IllegalArgumentException if the position is below 0
   */
  public AppendCondition after(long position) {
    return new AppendCondition(filter, position);
  }
}
