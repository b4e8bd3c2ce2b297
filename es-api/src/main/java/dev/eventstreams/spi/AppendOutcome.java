package dev.eventstreams.spi;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendResult;
import dev.eventstreams.ExpectedVersion;

/** The outcome of one request of a group. */
public sealed interface AppendOutcome {

  /**
   * The events were written, or are repeats.
   *
   * @param result the result for the caller
   */
  record Done(AppendResult result) implements AppendOutcome {}

  /**
   * A stream was not at its expected version.
   *
   * @param streamId the id of the stream
   * @param expected the expected version
   * @param actual the actual version
   */
  record Conflict(String streamId, ExpectedVersion expected, long actual)
      implements AppendOutcome {}

  /**
   * A condition did not hold.
   *
   * @param condition the condition
   * @param position the position of an event that violates the condition
   */
  record ConditionFailed(AppendCondition condition, long position) implements AppendOutcome {}

  /**
   * A condition names a position above the head.
   *
   * @param requested the position of the condition
   * @param head the head of the store
   */
  record PositionAhead(long requested, long head) implements AppendOutcome {}

  /**
   * An idempotency key already belongs to an event of another type.
   *
   * @param streamId the id of the stream
   * @param key the idempotency key
   * @param storedType the type of the event that has the key
   * @param givenType the type of the refused event
   */
  record KeyReused(String streamId, String key, String storedType, String givenType)
      implements AppendOutcome {}
}
