package dev.eventstreams;

/** Thrown by an append under a condition that does not hold; nothing was written. */
public final class AppendConditionFailedException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final transient AppendCondition condition;
  private final long position;

  /** Says which condition, and the position of an event that violates it. */
  public AppendConditionFailedException(AppendCondition condition, long position) {
    super(
        "the event at position " + position + ", past " + condition.after() + ", matches "
            + condition.filter(),
        null);
    this.condition = condition;
    this.position = position;
  }

  /** Returns the condition. */
  public AppendCondition condition() {
    return condition;
  }

  /** Returns the position of an event that violates it. */
  public long position() {
    return position;
  }
}
