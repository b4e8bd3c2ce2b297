package dev.eventstreams;

/** Thrown by an append if one of its conditions does not hold; nothing was written. */
public final class AppendConditionFailedException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final transient AppendCondition condition;
  private final long position;

  /**
   * Creates an exception that names the condition and the position of an event that violates it.
   */
  public AppendConditionFailedException(AppendCondition condition, long position) {
    super(
        "the event at position " + position + ", past " + condition.after() + ", matches "
            + condition.filter(),
        null);
    this.condition = condition;
    this.position = position;
  }

  /** Returns the condition that does not hold. */
  public AppendCondition condition() {
    return condition;
  }

  /** Returns the position of an event that violates the condition. */
  public long position() {
    return position;
  }
}
