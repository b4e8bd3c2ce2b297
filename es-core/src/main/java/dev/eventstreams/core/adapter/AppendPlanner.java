package dev.eventstreams.core.adapter;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StreamWrite;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges a group of appends in the one way that the contract allows (A3–A7, A10–A12), so that no backend has to.
 *
 * <p>Inside its transaction, with the write lock held, a backend answers {@link #questions} with {@link Facts}, hands them to
 * {@link #decide}, and writes what it is told to write. Both are pure: asked again with other facts, they judge again.
 *
 * <p>A backend with a unique index on keys may decide without looking keys up ({@code known} empty), write, and on a unique
 * violation roll back, look them up and decide again. It must do the same when such a decision refuses a request that has
 * keys: a refused one may be a repeat, which succeeds.
 */
public final class AppendPlanner {

  private AppendPlanner() {}

  /** Returns what has to be looked up to judge the group. */
  public static Questions questions(List<AppendRequest> group) {
    return questions(group, true);
  }

  /** Returns the same without the keys, for a backend that decides without looking them up at first. */
  public static Questions questionsWithoutKeys(List<AppendRequest> group) {
    return questions(group, false);
  }

  private static Questions questions(List<AppendRequest> group, boolean withKeys) {
    Set<String> streams = new LinkedHashSet<>();
    Map<String, Set<String>> keys = new HashMap<>();
    Set<AppendCondition> conditions = new LinkedHashSet<>();
    for (AppendRequest request : group) {
      conditions.addAll(request.conditions());
      for (StreamWrite write : request.writes()) {
        streams.add(write.streamId());
        for (NewEvent event : withKeys ? write.events() : List.<NewEvent>of()) {
          if (event.keyed()) {
            keys.computeIfAbsent(write.streamId(), stream -> new HashSet<>()).add(event.id());
          }
        }
      }
    }
    return new Questions(streams, keys, conditions);
  }

  /**
   * Judges each request alone, in order, each seeing what earlier ones of the group will have written. Versions and positions
   * continue those of the facts, without gaps. The time is the larger of the clock and the last stored one.
   */
  public static GroupOutcome decide(List<AppendRequest> group, Facts facts, Clock clock) {
    return new GroupDecision(facts, Micros.now(clock)).decide(group);
  }
}
