package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.EqualsClause;
import dev.eventstreams.EventField;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A simple model of a store that keeps the contract. It checks the answers of a real store. */
final class AppendModel {

  private final List<EventRecord> all = new ArrayList<>();

  List<EventRecord> all() {
    return List.copyOf(all);
  }

  List<EventRecord> stream(String id) {
    return all.stream().filter(event -> event.streamId().equals(id)).toList();
  }

  long head() {
    return all.isEmpty() ? 0 : all.get(all.size() - 1).position();
  }

  /** Asserts that the contract allows the outcome, and applies the outcome to the model. */
  void judge(List<AppendRequest> group, GroupOutcome outcome) {
    assertEquals(head(), outcome.headBefore(), "the head before the group");
    assertEquals(group.size(), outcome.outcomes().size(), "answers to a group");
    Deque<EventRecord> written = new ArrayDeque<>(outcome.written());
    for (int i = 0; i < group.size(); i++) {
      judge(group.get(i), outcome.outcomes().get(i), written);
    }
    assertEquals(0, written.size(), "events written that no append of the group had");
  }

  private void judge(AppendRequest request, AppendOutcome answer, Deque<EventRecord> written) {
    Set<AppendOutcome> refusals = refusals(request);
    if (!refusals.isEmpty()) {
      assertTrue(
          refusals.contains(plain(answer)),
          () ->
              request + " was answered by " + answer + "; the contract allows one of " + refusals);
      return;
    }
    assertTrue(answer instanceof AppendOutcome.Done, () -> request + " was answered by " + answer);
    List<AppendedEvent> wanted = new ArrayList<>();
    Map<String, Long> versions = new HashMap<>();
    for (StreamWrite write : request.writes()) {
      long highest = 0;
      for (NewEvent event : write.events()) {
        AppendedEvent place = place(write.streamId(), event, written);
        highest = Math.max(highest, place.version());
        wanted.add(place);
      }
      versions.put(write.streamId(), write.events().isEmpty() ? version(write) : highest);
    }
    AppendOutcome.Done done = (AppendOutcome.Done) answer;
    assertEquals(wanted, done.result().events(), () -> "places of the events of " + request);
    assertEquals(versions, done.result().versions(), () -> "versions after " + request);
  }

  private AppendedEvent place(String stream, NewEvent event, Deque<EventRecord> written) {
    EventRecord known = known(stream, event);
    if (known != null) {
      return new AppendedEvent(stream, known.version(), known.position(), true);
    }
    EventRecord stored = Objects.requireNonNull(written.poll(), "an event was not written");
    assertTrue(stored.position() > head(), () -> stored + " is not past the head " + head());
    EventRecord wanted = new EventRecord(
        stream,
        stream(stream).size() + 1L,
        stored.position(),
        stored.timestamp(),
        event.type(),
        event.id(),
        event.keyed(),
        event.tags(),
        event.metadata(),
        event.data(),
        event.format());
    assertEquals(wanted, stored, "an event that was written");
    all.add(stored);
    return new AppendedEvent(stream, wanted.version(), wanted.position(), false);
  }

  /** Returns every refusal that the contract allows; empty if the append must succeed. */
  private Set<AppendOutcome> refusals(AppendRequest request) {
    Set<AppendOutcome> refusals = new HashSet<>();
    boolean events = false;
    boolean onlyRepeats = true;
    for (StreamWrite write : request.writes()) {
      Map<String, String> types = new HashMap<>();
      for (NewEvent event : write.events()) {
        events = true;
        EventRecord known = known(write.streamId(), event);
        onlyRepeats &= known != null;
        String type = known != null ? known.type() : types.putIfAbsent(event.id(), event.type());
        if (event.keyed() && type != null && !type.equals(event.type())) {
          refusals.add(
              new AppendOutcome.KeyReused(write.streamId(), event.id(), type, event.type()));
        }
      }
    }
    if (!events || !onlyRepeats) {
      addChecks(request, refusals);
    }
    return refusals;
  }

  private void addChecks(AppendRequest request, Set<AppendOutcome> refusals) {
    for (StreamWrite write : request.writes()) {
      if (!write.expected().accepts(version(write))) {
        refusals.add(
            new AppendOutcome.Conflict(write.streamId(), write.expected(), version(write)));
      }
    }
    for (AppendCondition condition : request.conditions()) {
      if (condition.after() > head()) {
        refusals.add(new AppendOutcome.PositionAhead(condition.after(), head()));
      } else if (all.stream().anyMatch(event -> violates(condition, event))) {
        refusals.add(new AppendOutcome.ConditionFailed(condition, 0));
      }
    }
  }

  // The contract leaves open which of several violations the answer names.
  private AppendOutcome plain(AppendOutcome answer) {
    if (answer instanceof AppendOutcome.ConditionFailed failed) {
      boolean named = all.stream()
          .anyMatch(event ->
              event.position() == failed.position() && violates(failed.condition(), event));
      return named ? new AppendOutcome.ConditionFailed(failed.condition(), 0) : answer;
    }
    return answer;
  }

  /** Works for filters with one equality clause on the type or the stream id. */
  private static boolean violates(AppendCondition condition, EventRecord event) {
    EqualsClause equals = (EqualsClause) condition.filter().clauses().get(0);
    String value = equals.field() == EventField.Attribute.TYPE ? event.type() : event.streamId();
    return event.position() > condition.after() && value.equals(equals.value());
  }

  private @Nullable EventRecord known(String stream, NewEvent event) {
    return all.stream()
        .filter(stored -> event.keyed() && stored.keyed() && stored.id().equals(event.id()))
        .filter(stored -> stored.streamId().equals(stream))
        .findFirst()
        .orElse(null);
  }

  private long version(StreamWrite write) {
    return stream(write.streamId()).size();
  }
}
