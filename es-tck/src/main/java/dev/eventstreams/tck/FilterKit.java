package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventSource;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks a store for the events of a filter by reads, by conditions and by watches. */
abstract class FilterKit extends StoreTck {

  /** For the chapters about filters. */
  FilterKit() {}

  /** Appends an event that has the name as data and the value in its metadata {@code k}. */
  final void given(String name, @Nullable Object value) {
    stream("s").append(CandidateEvent.of("T", name).withMetadata("k", value));
  }

  /** Returns the metadata field {@code k}. */
  static EventField k() {
    return EventField.metadata("k");
  }

  /**
   * Asserts that the filter selects the events with these names, in reads of {@code @all} and of
   * streams, in both directions, and in conditions.
   */
  final void assertSelects(EventFilter filter, String... names) {
    List<StoredEvent> selected = Sample.read(store().all().read().where(filter));
    assertEquals(
        List.of(names),
        selected.stream().map(event -> event.data().utf8()).toList(),
        () -> "events of @all by " + filter);
    assertSameEverywhere(filter, selected);
  }

  /**
   * Asserts that backwards reads, reads of streams and conditions agree with a read of
   * {@code @all}.
   */
  final void assertSameEverywhere(EventFilter filter, List<StoredEvent> selected) {
    List<StoredEvent> backwards = Sample.read(store().all().read().where(filter).backwards());
    Collections.reverse(backwards);
    assertEquals(
        selected, backwards, () -> "events of @all, backwards and turned round, by " + filter);
    for (String id : selected.stream().map(StoredEvent::streamId).distinct().toList()) {
      List<StoredEvent> ofStream =
          selected.stream().filter(event -> event.streamId().equals(id)).toList();
      assertEquals(
          ofStream,
          Sample.read(stream(id).read().where(filter)),
          () -> "events of stream " + id + " by " + filter);
      List<StoredEvent> reversed = Sample.read(stream(id).read().where(filter).backwards());
      Collections.reverse(reversed);
      assertEquals(
          ofStream, reversed, () -> "events of stream " + id + ", backwards, by " + filter);
    }
    assertCondition(filter, selected);
  }

  private void assertCondition(EventFilter filter, List<StoredEvent> selected) {
    long last = selected.isEmpty() ? 0 : selected.get(selected.size() - 1).position();
    if (last > 0) {
      assertEquals(
          last, violated(filter, last - 1), () -> "the violation of a condition by " + filter);
    }
    assertEquals(0, violated(filter, last), () -> "the violation past the last match by " + filter);
  }

  /** Returns the position of the event that violates the condition, or 0 if no event does. */
  private long violated(EventFilter filter, long after) {
    AppendCondition condition = AppendCondition.noEventMatching(filter).after(after);
    try {
      store().append(AppendBatch.of("none", ExpectedVersion.any()).onlyIf(condition));
      return 0;
    } catch (AppendConditionFailedException failed) {
      return failed.position();
    }
  }

  /** Asserts that a watch from the beginning delivers the same events. */
  final void assertWatched(EventSource source, EventFilter filter, List<StoredEvent> selected) {
    try (Watch<StoredEvent> watch = source.watch().from(1).where(filter).open()) {
      assertEquals(
          selected, next(watch.iterator(), selected.size()), () -> "events watched by " + filter);
    }
  }
}
