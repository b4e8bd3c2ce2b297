package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Appends by many threads at once, which may be cut off at any moment, and checks the events that
 * remain.
 *
 * <p>Every append writes three events to two streams; all threads share one of the streams. Half of
 * the appends have idempotency keys. So the events alone show whether an append is whole.
 */
final class Flood {

  /** The number of appending threads. */
  static final int THREADS = 64;

  private static final List<Long> NUMBERS = List.of(0L, 1L, 2L);

  private final EventStore store;
  private final String name;

  Flood(EventStore store, String name) {
    this.store = store;
    this.name = name;
  }

  /**
   * Appends without end as the given thread, and passes on the name of each append when it is
   * acknowledged.
   */
  void run(int thread, Consumer<String> acknowledged) {
    for (int n = 0; ; n++) {
      String append = name + "-" + thread + "-" + n;
      boolean keyed = n % 2 == 0;
      store.append(AppendBatch.of(
              "flood-" + thread % 8,
              ExpectedVersion.any(),
              event(append, 0, keyed),
              event(append, 1, keyed))
          .and("flood-all", ExpectedVersion.any(), event(append, 2, keyed)));
      acknowledged.accept(append);
    }
  }

  /** Asserts that every acknowledged append is stored. */
  static void assertNoneLost(EventStore store, Set<String> acknowledged) {
    Set<String> lost = new TreeSet<>(acknowledged);
    lost.removeAll(numbersByAppend(store).keySet());
    assertEquals(
        Set.of(),
        lost,
        "of " + acknowledged.size() + " acknowledged appends, those that are not stored");
  }

  /** Asserts that every stored append is whole and stored once, and that no stream has a gap. */
  static void assertAllWhole(EventStore store) {
    numbersByAppend(store)
        .forEach((append, numbers) ->
            assertEquals(NUMBERS, numbers, "which of the three events of append " + append));
    Map<String, Long> versions = new TreeMap<>();
    long position = 0;
    for (StoredEvent event : store.all().read()) {
      long version = versions.merge(event.streamId(), 1L, Long::sum);
      assertEquals(version, event.version(), "the next version of " + event.streamId());
      assertTrue(event.position() > position, event.position() + " comes after " + position);
      position = event.position();
    }
    versions.forEach((stream, version) ->
        assertEquals(version, store.stream(stream).version(), "the version of " + stream));
    assertEquals(position, store.head(), "the head, and the position of the last event");
  }

  private static Map<String, List<Long>> numbersByAppend(EventStore store) {
    Map<String, List<Long>> appends = new TreeMap<>();
    for (StoredEvent event : store.all().read()) {
      appends
          .computeIfAbsent((String) event.metadata().get("append"), name -> new ArrayList<>())
          .add((Long) event.metadata().get("number"));
    }
    return appends;
  }

  private static CandidateEvent event(String append, int number, boolean keyed) {
    CandidateEvent event = CandidateEvent.of("Flooded", append + "-" + number)
        .withMetadata("append", append)
        .withMetadata("number", number);
    return keyed ? event.withIdempotencyKey(append + "-" + number) : event;
  }
}
