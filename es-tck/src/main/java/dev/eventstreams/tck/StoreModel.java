package dev.eventstreams.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A model of a store that gets calls one after the other: it gives the answers that the contract
 * requires. A state is the list of the events that a history has appended so far; it is never
 * changed.
 *
 * <p>Positions may have gaps, so the model takes them from the answers and checks that they grow.
 */
final class StoreModel {

  /** An event of a state; its version is its place among the events of its stream. */
  record Stored(String stream, String label, @Nullable String key, long version, long position) {

    Answer.Event seen() {
      return new Answer.Event(stream, label, version, position);
    }
  }

  private final long base;
  private final Map<String, Long> positions;

  StoreModel(long base, Map<String, Long> positions) {
    this.base = base;
    this.positions = positions;
  }

  /**
   * Returns the state after an operation, the same object if the operation changes nothing, or null
   * if the operation cannot happen in this state.
   */
  @Nullable List<Stored> after(List<Stored> state, History.Operation operation) {
    if (operation.call() instanceof Call.Append append) {
      return append(state, append, operation.answer());
    }
    return reads(state, operation.call(), Objects.requireNonNull(operation.answer()))
        ? state
        : null;
  }

  private boolean reads(List<Stored> state, Call call, Answer answer) {
    if (call instanceof Call.Read read) {
      return answer.equals(new Answer.Events(past(state, read.stream(), read.after())));
    } else if (call instanceof Call.Head head) {
      String stream = head.stream();
      long place = stream == null ? head(state) : version(state, stream);
      return answer.equals(new Answer.At(place));
    } else if (call instanceof Call.Next next) {
      List<Answer.Event> events = past(state, next.stream(), next.after());
      return !events.isEmpty() && answer.equals(new Answer.Events(events.subList(0, 1)));
    }
    throw new IllegalArgumentException("no read: " + call);
  }

  private static List<Answer.Event> past(List<Stored> state, @Nullable String stream, long after) {
    return state.stream()
        .filter(event -> stream == null
            ? event.position() > after
            : event.stream().equals(stream) && event.version() > after)
        .map(Stored::seen)
        .toList();
  }

  private @Nullable List<Stored> append(
      List<Stored> state, Call.Append append, @Nullable Answer answer) {
    Stored original = original(state, append);
    if (original != null) {
      return answer instanceof Answer.Done done && repeats(done, original) ? state : null;
    } else if (answer instanceof Answer.Conflict conflict) {
      return conflicts(state, append, conflict) ? state : null;
    } else if (answer instanceof Answer.Violated) {
      return violated(state, append.guard()) ? state : null;
    } else if (answer instanceof Answer.Ahead) {
      return isAhead(state, append.guard()) ? state : null;
    }
    boolean allowed = append.parts().stream().allMatch(part -> accepts(state, part))
        && !violated(state, append.guard())
        && !isAhead(state, append.guard());
    return allowed ? written(state, append, (Answer.Done) answer) : null;
  }

  private static @Nullable Stored original(List<Stored> state, Call.Append append) {
    String stream = append.parts().get(0).stream();
    return state.stream()
        .filter(event -> event.key() != null && event.key().equals(append.key()))
        .filter(event -> event.stream().equals(stream))
        .findFirst()
        .orElse(null);
  }

  private static boolean repeats(Answer.Done done, Stored original) {
    Answer.Event answered = done.events().get(0);
    return done.repeat()
        && answered.version() == original.version()
        && answered.position() == original.position();
  }

  private static boolean conflicts(
      List<Stored> state, Call.Append append, Answer.Conflict conflict) {
    return append.parts().stream()
        .anyMatch(part -> part.stream().equals(conflict.stream())
            && !accepts(state, part)
            && version(state, part.stream()) == conflict.actual());
  }

  private boolean violated(List<Stored> state, Call.@Nullable Guard guard) {
    return guard != null
        && state.stream()
            .anyMatch(
                event -> event.stream().equals(guard.stream()) && event.position() > guard.after());
  }

  private boolean isAhead(List<Stored> state, Call.@Nullable Guard guard) {
    return guard != null && guard.after() > head(state);
  }

  private static boolean accepts(List<Stored> state, Call.Part part) {
    return part.expected() == Call.ANY || part.expected() == version(state, part.stream());
  }

  /**
   * Returns the state with the events added, or null if the events were not written in this state,
   * or no client has seen them.
   */
  private @Nullable List<Stored> written(
      List<Stored> state, Call.Append append, Answer.@Nullable Done done) {
    List<Stored> more = new ArrayList<>(state);
    for (Call.Part part : append.parts()) {
      for (String label : part.labels()) {
        Long position = positions.get(label);
        if (position == null || position <= head(more)) {
          return null;
        }
        more.add(new Stored(
            part.stream(), label, append.key(), version(more, part.stream()) + 1, position));
      }
    }
    return done == null || done.equals(answer(more.subList(state.size(), more.size())))
        ? more
        : null;
  }

  private static Answer answer(List<Stored> written) {
    return new Answer.Done(written.stream().map(Stored::seen).toList(), false);
  }

  private long head(List<Stored> state) {
    return state.isEmpty() ? base : state.get(state.size() - 1).position();
  }

  private static long version(List<Stored> state, String stream) {
    return state.stream().filter(event -> event.stream().equals(stream)).count();
  }
}
