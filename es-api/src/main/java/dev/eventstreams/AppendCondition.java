package dev.eventstreams;

import java.util.Objects;

/**
 * A condition over the whole store under which an append is made: that no event past a position matches a filter (contract
 * A12, a <em>dynamic consistency boundary</em>).
 *
 * <p>Judged in the append's own transaction, it never sees the append's own events. Take {@code after} from {@link
 * EventStore#head()} before reading what the decision rests on.
 *
 * @param filter which events would make the decision wrong
 * @param after only events past this position count; 0 for all of them
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

  /** Returns the condition as a reader would write it. */
  @Override
  public String toString() {
    return "no event matching [" + filter + "]" + (after == 0 ? "" : " after " + after);
  }

  /** Returns the condition that no event of the store matches. */
  public static AppendCondition noEventMatching(EventFilter filter) {
    return new AppendCondition(filter, 0);
  }

  /**
   * Returns this condition for events past a position alone.
   *
   * @throws IllegalArgumentException if the position is below 0
   */
  public AppendCondition after(long position) {
    return new AppendCondition(filter, position);
  }
}
