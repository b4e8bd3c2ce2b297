package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Events for several streams, appended in one commit: all of them or none, under conditions.
 *
 * <pre>{@code
 * store.append(AppendBatch.of("order-7", ExpectedVersion.noStream(), placed)
 *     .and("stock-3", ExpectedVersion.exactly(12), reserved)
 *     .onlyIf(AppendCondition.noEventMatching(type("StockFrozen")).after(head)));
 * }</pre>
 *
 * <p>The events get their positions in the order of the parts, and within a part in the order of
 * its events. A part without events only checks its expected version.
 *
 * @param parts one or more, at most one for each stream
 * @param conditions the conditions, which must all hold
 */
public record AppendBatch(List<Part> parts, List<AppendCondition> conditions) {

  /**
   * The part of a batch that is for one stream.
   *
   * @param streamId the id of the stream
   * @param expected the expected version of the stream
   * @param events the events to append to the stream; may be empty
   */
  public record Part(String streamId, ExpectedVersion expected, List<CandidateEvent> events) {

    /**
     * Checks the stream id and copies the events.
     *
     * @throws IllegalArgumentException if the stream id is not valid
     */
    public Part {
      Names.streamId(streamId);
      Objects.requireNonNull(expected, "expected");
      Objects.requireNonNull(events, "events");
      events = List.copyOf(events);
    }
  }

  /**
   * Checks and copies the parts and conditions.
   *
   * @throws IllegalArgumentException if there is no part, if two parts are for one stream, or if
   *     some events have an idempotency key and other events have none
   */
  public AppendBatch {
    Objects.requireNonNull(parts, "parts");
    Objects.requireNonNull(conditions, "conditions");
    parts = List.copyOf(parts);
    conditions = List.copyOf(conditions);
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("a batch needs at least one stream");
    }
    Set<String> streams = new HashSet<>();
    long events = 0;
    long keyed = 0;
    for (Part part : parts) {
      if (!streams.add(part.streamId())) {
        throw new IllegalArgumentException(
            "stream " + Names.quote(part.streamId()) + " is in the batch twice");
      }
      events += part.events().size();
      keyed +=
          part.events().stream().filter(event -> event.idempotencyKey() != null).count();
    }
    if (keyed != 0 && keyed != events) {
      throw new IllegalArgumentException(
          "all events of an append have an idempotency key or none has; here " + keyed + " of "
              + events + " have one");
    }
  }

  /** Returns a batch for one stream. */
  public static AppendBatch of(
      String streamId, ExpectedVersion expected, CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return of(streamId, expected, List.of(events));
  }

  /** Returns a batch for one stream. */
  public static AppendBatch of(
      String streamId, ExpectedVersion expected, List<CandidateEvent> events) {
    return new AppendBatch(List.of(new Part(streamId, expected, events)), List.of());
  }

  /** Returns this batch with a part for one more stream. */
  public AppendBatch and(String streamId, ExpectedVersion expected, CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return and(streamId, expected, List.of(events));
  }

  /** Returns this batch with a part for one more stream. */
  public AppendBatch and(String streamId, ExpectedVersion expected, List<CandidateEvent> events) {
    List<Part> more = new ArrayList<>(parts);
    more.add(new Part(streamId, expected, events));
    return new AppendBatch(more, conditions);
  }

  /** Returns this batch with one more condition. */
  public AppendBatch onlyIf(AppendCondition condition) {
    Objects.requireNonNull(condition, "condition");
    List<AppendCondition> more = new ArrayList<>(conditions);
    more.add(condition);
    return new AppendBatch(parts, more);
  }
}
