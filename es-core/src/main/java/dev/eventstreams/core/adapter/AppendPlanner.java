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
 * Decides the outcome of each append in a group (A3–A7, A10–A12), so that no backend implements
 * these rules itself.
 *
 * <p>Inside its transaction, with the write lock held, a backend answers {@link #questions} with
 * {@link Facts}, passes the facts to {@link #decide}, and writes the events of the outcome. Both
 * methods are pure functions, so a backend may call them again, with other facts.
 *
 * <p>A backend with a unique index on keys may first decide without a key lookup ({@code known} is
 * empty) and write. After a unique violation it rolls back, looks the keys up and decides again. It
 * must also do this when the first decision refuses a request with keys: that request may be a
 * repeat, and a repeat succeeds.
 */
public final class AppendPlanner {

  private AppendPlanner() {}

  /** Returns the lookups that the group needs. */
  public static Questions questions(List<AppendRequest> group) {
    return questions(group, true);
  }

  /**
   * Returns the same lookups without the keys, for a backend that first decides without a key
   * lookup.
   */
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
   * Decides each request separately and in order, as if the accepted requests before it were
   * already written. Versions and positions continue those of the facts, without gaps. The
   * timestamp is the later of the clock's time and the last stored timestamp.
   */
  public static GroupOutcome decide(List<AppendRequest> group, Facts facts, Clock clock) {
    return new GroupDecision(facts, Micros.now(clock)).decide(group);
  }
}
