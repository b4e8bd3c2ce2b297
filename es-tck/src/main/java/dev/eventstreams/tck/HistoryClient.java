package dev.eventstreams.tck;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.VersionConflictException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes calls on a store, one after the other, and notes the two moments of each. */
final class HistoryClient {

  private final EventStore store;
  private final int number;
  private final SharedCounters counters;
  private final Consumer<Moment> notes;

  HistoryClient(EventStore store, int number, SharedCounters counters, Consumer<Moment> notes) {
    this.store = store;
    this.number = number;
    this.counters = counters;
    this.notes = notes;
  }

  /** Makes the call and returns the answer, or null if the outcome is unknown. */
  @Nullable Answer make(Call call) {
    begin(call);
    Answer answer = answer(call);
    if (answer != null) {
      end(answer);
    }
    return answer;
  }

  /** Notes that a call begins. */
  void begin(Call call) {
    notes.accept(new Moment(counters.stamp(), number, call, null));
  }

  /** Notes that the call that has begun was answered. */
  void end(Answer answer) {
    notes.accept(new Moment(counters.stamp(), number, null, answer));
  }

  private @Nullable Answer answer(Call call) {
    if (call instanceof Call.Append append) {
      return append(append);
    } else if (call instanceof Call.Read read) {
      return new Answer.Events(read(read));
    } else if (call instanceof Call.Head head) {
      String stream = head.stream();
      return new Answer.At(stream == null ? store.head() : store.stream(stream).version());
    }
    throw new IllegalArgumentException("only a watch answers " + call);
  }

  private @Nullable Answer append(Call.Append append) {
    try {
      AppendResult result = store.append(batch(append));
      return new Answer.Done(events(append.labels(), result.events()), result.isRepeat());
    } catch (VersionConflictException e) {
      return new Answer.Conflict(e.streamId(), e.actual());
    } catch (AppendConditionFailedException e) {
      return new Answer.Violated();
    } catch (PositionAheadException e) {
      return new Answer.Ahead();
    } catch (StorageException e) {
      if (e.outcomeUnknown()) {
        return null;
      }
      throw e;
    }
  }

  private static AppendBatch batch(Call.Append append) {
    List<AppendBatch.Part> parts = append.parts().stream()
        .map(
            part -> new AppendBatch.Part(part.stream(), expected(part), events(part, append.key())))
        .toList();
    Call.Guard guard = append.guard();
    return guard == null
        ? new AppendBatch(parts, List.of())
        : new AppendBatch(
            parts,
            List.of(AppendCondition.noEventMatching(EventFilter.stream(guard.stream()))
                .after(guard.after())));
  }

  private static ExpectedVersion expected(Call.Part part) {
    return part.expected() == Call.ANY
        ? ExpectedVersion.any()
        : ExpectedVersion.exactly(part.expected());
  }

  private static List<CandidateEvent> events(Call.Part part, @Nullable String key) {
    return part.labels().stream()
        .map(label -> CandidateEvent.of("Called", label))
        .map(event -> key == null ? event : event.withIdempotencyKey(key))
        .toList();
  }

  private static List<Answer.Event> events(List<String> labels, List<AppendedEvent> appended) {
    List<Answer.Event> events = new ArrayList<>();
    for (AppendedEvent event : appended) {
      events.add(new Answer.Event(
          event.streamId(), labels.get(events.size()), event.version(), event.position()));
    }
    return events;
  }

  private List<Answer.Event> read(Call.Read read) {
    String stream = read.stream();
    List<Answer.Event> events = new ArrayList<>();
    (stream == null ? store.all() : store.stream(stream))
        .read()
        .after(read.after())
        .forEach(event -> events.add(event(event)));
    return events;
  }

  /** Returns the event in the form that a history contains. */
  static Answer.Event event(StoredEvent event) {
    return new Answer.Event(
        event.streamId(), event.data().utf8(), event.version(), event.position());
  }
}
