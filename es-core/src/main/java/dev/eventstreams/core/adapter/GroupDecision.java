package dev.eventstreams.core.adapter;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The state of the store after the requests decided so far. Decides the next request against this
 * state.
 */
final class GroupDecision {

  private final Facts facts;
  private final long timestamp;
  private final Map<String, Long> heads;
  private final Map<String, Map<String, KnownKey>> writtenKeys = new HashMap<>();
  private final List<EventRecord> written = new ArrayList<>();
  private long position;

  GroupDecision(Facts facts, long now) {
    this.facts = facts;
    this.timestamp = Math.max(now, facts.timestamp());
    this.heads = new HashMap<>(facts.heads());
    this.position = facts.position();
  }

  GroupOutcome decide(List<AppendRequest> group) {
    List<AppendOutcome> outcomes = new ArrayList<>(group.size());
    for (AppendRequest request : group) {
      outcomes.add(judge(request));
    }
    return new GroupOutcome(facts.position(), written, outcomes);
  }

  // The checks have the order of A6. A reused key with another type is refused. A request with only
  // repeats succeeds without further checks. Otherwise every check applies, and then events with
  // known keys are skipped.
  private AppendOutcome judge(AppendRequest request) {
    boolean onlyRepeats = true;
    int events = 0;
    for (StreamWrite write : request.writes()) {
      Map<String, String> typesHere = new HashMap<>();
      for (NewEvent event : write.events()) {
        events++;
        if (!event.keyed()) {
          onlyRepeats = false;
          continue;
        }
        KnownKey known = known(write.streamId(), event.id());
        onlyRepeats &= known != null;
        String type =
            known != null ? known.type() : typesHere.putIfAbsent(event.id(), event.type());
        if (type != null && !type.equals(event.type())) {
          return new AppendOutcome.KeyReused(write.streamId(), event.id(), type, event.type());
        }
      }
    }
    AppendOutcome refusal = onlyRepeats && events > 0 ? null : refusal(request);
    return refusal != null ? refusal : new AppendOutcome.Done(write(request, events));
  }

  private @Nullable AppendOutcome refusal(AppendRequest request) {
    for (StreamWrite write : request.writes()) {
      long actual = head(write.streamId());
      if (!write.expected().accepts(actual)) {
        return new AppendOutcome.Conflict(write.streamId(), write.expected(), actual);
      }
    }
    for (AppendCondition condition : request.conditions()) {
      if (condition.after() > position) {
        return new AppendOutcome.PositionAhead(condition.after(), position);
      }
      Long violation = facts.violations().get(condition);
      violation = violation != null ? violation : violationInGroup(condition);
      if (violation != null) {
        return new AppendOutcome.ConditionFailed(condition, violation);
      }
    }
    return null;
  }

  private @Nullable Long violationInGroup(AppendCondition condition) {
    Predicate<EventRecord> matches = RecordFilter.of(condition.filter());
    for (EventRecord event : written) {
      if (event.position() > condition.after() && matches.test(event)) {
        return event.position();
      }
    }
    return null;
  }

  private AppendResult write(AppendRequest request, int events) {
    Map<String, Long> versions = new HashMap<>();
    List<AppendedEvent> appended = new ArrayList<>(events);
    for (StreamWrite write : request.writes()) {
      String stream = write.streamId();
      long highest = 0;
      for (NewEvent event : write.events()) {
        AppendedEvent place = write(stream, event);
        highest = Math.max(highest, place.version());
        appended.add(place);
      }
      versions.put(stream, write.events().isEmpty() ? head(stream) : highest);
    }
    return new AppendResult(versions, appended);
  }

  private AppendedEvent write(String stream, NewEvent event) {
    KnownKey known = event.keyed() ? known(stream, event.id()) : null;
    if (known != null) {
      return new AppendedEvent(stream, known.version(), known.position(), true);
    }
    long version = heads.merge(stream, 1L, Long::sum);
    position++;
    if (event.keyed()) {
      writtenKeys
          .computeIfAbsent(stream, name -> new HashMap<>())
          .put(event.id(), new KnownKey(version, position, event.type()));
    }
    written.add(new EventRecord(
        stream,
        version,
        position,
        timestamp,
        event.type(),
        event.id(),
        event.keyed(),
        event.tags(),
        event.metadata(),
        event.data(),
        event.format()));
    return new AppendedEvent(stream, version, position, false);
  }

  private @Nullable KnownKey known(String stream, String key) {
    Map<String, KnownKey> here = writtenKeys.get(stream);
    KnownKey known = here == null ? null : here.get(key);
    return known != null ? known : facts.known().getOrDefault(stream, Map.of()).get(key);
  }

  private long head(String stream) {
    return heads.getOrDefault(stream, 0L);
  }
}
