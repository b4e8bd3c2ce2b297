package dev.eventstreams.spi;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendResult;
import dev.eventstreams.ExpectedVersion;

/** What became of one request of a group. */
public sealed interface AppendOutcome {

  /**
   * It was written, or was there already.
   *
   * @param result what the caller gets
   */
  record Done(AppendResult result) implements AppendOutcome {}

  /**
   * A stream was not at the expected version.
   *
   * @param streamId the stream
   * @param expected what was expected
   * @param actual what it was at
   */
  record Conflict(String streamId, ExpectedVersion expected, long actual)
      implements AppendOutcome {}

  /**
   * A condition did not hold.
   *
   * @param condition the condition
   * @param position the position of an event that violates it
   */
  record ConditionFailed(AppendCondition condition, long position) implements AppendOutcome {}

  /**
   * A condition names a position past the head.
   *
   * @param requested the position
   * @param head the head
   */
  record PositionAhead(long requested, long head) implements AppendOutcome {}

  /**
   * A key is there already on an event of another type.
   *
   * @param streamId the stream
   * @param key the key
   * @param storedType the type of the event that has it
   * @param givenType the type of the event that wanted it
   */
  record KeyReused(String streamId, String key, String storedType, String givenType)
      implements AppendOutcome {}
}
