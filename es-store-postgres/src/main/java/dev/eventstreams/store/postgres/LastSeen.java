package dev.eventstreams.store.postgres;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.core.adapter.Questions;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The state of the store when this process last wrote to it: only a guess at its present state.
 * Each user of the guess has it checked under the lock. Bounded: it keeps the most recently used
 * {@value #MOST_NAMES} streams and as many types.
 */
final class LastSeen {

  private static final int MOST_NAMES = 10_000;
  private static final int MOST_SKIPPED = 31;

  private record Place(long key, long version) {}

  private final Map<String, Place> streams = new Recent<>();
  private final Map<String, Long> types = new Recent<>();
  private long position;
  private long timestamp;
  private int skipped;
  private int toSkip;

  /**
   * Notes the state of the store after a group. The group is committed, so a full heap here only
   * makes the next guess fail.
   */
  void written(GroupOutcome outcome, GroupFacts facts) {
    try {
      note(outcome, facts);
    } catch (VirtualMachineError e) {
      position = -1; // no store has this position
    }
  }

  private void note(GroupOutcome outcome, GroupFacts facts) {
    NewKeys streamKeys = facts.streams();
    NewKeys typeKeys = facts.types();
    List<EventRecord> events = outcome.written();
    for (EventRecord event : events) {
      long stream = streamKeys.key(event.streamId());
      streams.put(event.streamId(), new Place(stream, event.version()));
      types.put(event.type(), typeKeys.key(event.type()));
    }
    EventRecord last = events.get(events.size() - 1);
    position = last.position();
    timestamp = last.timestamp();
  }

  /**
   * Returns the facts by which a group is judged if the store has not changed. Returns null if too
   * little is known, or if the last guesses failed because other processes write, so that this
   * guess would hardly hold.
   */
  @Nullable GroupFacts believed(Questions questions, Set<String> typesOfGroup) {
    if (toSkip > 0) {
      toSkip--;
      return null;
    }
    for (AppendCondition condition : questions.conditions()) {
      if (condition.after() < position) {
        return null; // only the store knows
      }
    }
    Map<String, Long> keys = new HashMap<>();
    Map<String, Long> heads = new HashMap<>();
    for (String stream : questions.streams()) {
      Place place = streams.get(stream);
      if (place == null) {
        return null;
      }
      keys.put(stream, place.key());
      heads.put(stream, place.version());
    }
    Map<String, Long> numbers = new HashMap<>();
    for (String type : typesOfGroup) {
      Long number = types.get(type);
      if (number == null) {
        return null;
      }
      numbers.put(type, number);
    }
    return GroupFacts.believed(position, timestamp, keys, heads, numbers);
  }

  /** Notes that a guess was right. */
  void held() {
    skipped = 0;
  }

  /**
   * Notes that a guess was wrong. Each failure in a row doubles the number of groups that go
   * without a guess, up to {@value #MOST_SKIPPED}.
   */
  void failed() {
    skipped = Math.min(2 * skipped + 1, MOST_SKIPPED);
    toSkip = skipped;
  }

  private static final class Recent<V> extends LinkedHashMap<String, V> {

    private static final long serialVersionUID = 1;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > MOST_NAMES;
    }
  }
}
