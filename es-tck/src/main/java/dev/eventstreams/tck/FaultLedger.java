package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The answers to a {@link FaultScenario}, and what the store therefore must, may and must not
 * contain afterwards.
 */
final class FaultLedger {

  /** The first word of a line. */
  enum What {
    TRIED,
    DONE,
    UNKNOWN,
    REFUSED,
    SAVING,
    SAVED,
    PUT
  }

  private record Entry(What what, String label, long traced) {}

  private final List<Entry> entries = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  /** Returns a line for the worker to report. */
  static String line(What what, String label, long traced) {
    return what + " " + traced + " " + label;
  }

  /** Adds a line that the worker reported. */
  void add(String line) {
    if (line.startsWith("note ")) {
      notes.add(line.substring(5));
      return;
    }
    String[] words = line.split(" ", 3);
    assertTrue(words.length == 3, () -> "the process on the failing disk answered: " + line);
    entries.add(new Entry(What.valueOf(words[0]), words[2], Long.parseLong(words[1])));
  }

  /**
   * Returns the ledger for a power loss after so many traced calls. Refused appends may be on the
   * disk; a snapshot may be lost, since it can be made again.
   */
  FaultLedger atPowerLoss(long traced) {
    FaultLedger ledger = new FaultLedger();
    ledger.notes.addAll(notes);
    for (Entry entry : entries) {
      boolean tries = entry.what() == What.TRIED || entry.what() == What.SAVING;
      if ((tries || entry.traced() <= traced) && !mayBeOtherwise(entry.what())) {
        ledger.entries.add(entry);
      }
    }
    return ledger;
  }

  private static boolean mayBeOtherwise(What what) {
    return what == What.REFUSED || what == What.SAVED;
  }

  /** Returns the numbers of traced calls after which an append or a snapshot was acknowledged. */
  List<Long> acknowledgements() {
    return entries.stream()
        .filter(entry -> entry.what() == What.DONE || entry.what() == What.SAVED)
        .map(Entry::traced)
        .toList();
  }

  private Set<String> labels(What what) {
    return entries.stream()
        .filter(entry -> entry.what() == what)
        .map(Entry::label)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Asserts that the store contains what it must contain, and that it accepts more appends. */
  void assertHeldBy(EventStore store) {
    assertEvents(store);
    assertSnapshot(store);
    Set<String> repeated = new TreeSet<>(labels(What.TRIED));
    repeated.removeAll(labels(What.REFUSED));
    repeated.removeIf(label -> !FaultAppend.of(label).isKeyed());
    repeated.forEach(label -> assertEquals(
        FaultAppend.of(label).count(),
        store.append(FaultAppend.of(label).batch()).events().size()));
    long version = store.stream("s0").version();
    assertEquals(
        version + 1, store.stream("s0").append(Sample.numbered(1)).version(), "the next version");
    Map<String, List<Long>> present = present(store);
    repeated.forEach(label -> assertWhole(label, present.getOrDefault(label, List.of())));
  }

  private void assertEvents(EventStore store) {
    Map<String, List<Long>> present = present(store);
    present.forEach(FaultLedger::assertWhole);
    Set<String> tried = labels(What.TRIED);
    assertEquals(
        tried.stream().filter(present::containsKey).toList(),
        List.copyOf(present.keySet()),
        "the stored appends, in the order in which they were made");
    Set<String> lost = labels(What.DONE);
    lost.removeAll(present.keySet());
    assertEquals(Set.of(), lost, "acknowledged appends that are not stored");
    Set<String> refused = labels(What.REFUSED);
    refused.retainAll(present.keySet());
    assertEquals(Set.of(), refused, "refused appends that are stored");
  }

  /**
   * Reads all events, compares each event with its append, and returns the numbers of the events
   * that are stored for each label.
   */
  private static Map<String, List<Long>> present(EventStore store) {
    Map<String, List<Long>> present = new LinkedHashMap<>();
    Map<String, Long> versions = new HashMap<>();
    long position = 0;
    for (StoredEvent event : store.all().read()) {
      assertEquals(
          versions.merge(event.streamId(), 1L, Long::sum), event.version(), "the next version");
      assertTrue(event.position() > position, event.position() + " comes after " + position);
      position = event.position();
      if (event.type().equals("Suffered")) {
        FaultAppend append = FaultAppend.of((String) metadata(event, "append"));
        long number = (Long) metadata(event, "event");
        assertEquals(append.data((int) number), event.data().utf8(), "data of " + append);
        assertEquals(append.stream((int) number), event.streamId(), "stream of " + append);
        present.computeIfAbsent(append.label(), any -> new ArrayList<>()).add(number);
      }
    }
    assertEquals(position, store.head(), "the head, and the position of the last event");
    return present;
  }

  private static Object metadata(StoredEvent event, String key) {
    return Objects.requireNonNull(event.metadata().get(key), key);
  }

  private static void assertWhole(String label, List<Long> numbers) {
    FaultAppend append = FaultAppend.of(label);
    List<Long> wanted = IntStream.range(0, append.count())
        .boxed()
        .sorted((one, other) -> append.stream(one).compareTo(append.stream(other)))
        .map(Integer::longValue)
        .toList();
    assertEquals(wanted, numbers, () -> "the stored events of " + append);
  }

  private void assertSnapshot(EventStore store) {
    long least = highest(What.SAVED);
    long version = store.stream("s0")
        .loadSnapshot(FaultScenario.PROJECTION)
        .map(snapshot -> {
          assertEquals(FaultScenario.state(snapshot.version()), snapshot.state().utf8(), "state");
          return snapshot.version();
        })
        .orElse(-1L);
    assertTrue(version >= least, "the snapshot is at " + version + ", and was saved at " + least);
    assertTrue(
        version < 0 || labels(What.SAVING).contains(Long.toString(version)),
        "the snapshot is at " + version + ", where none was saved");
  }

  private long highest(What what) {
    return LongStream.concat(LongStream.of(-1), labels(what).stream().mapToLong(Long::parseLong))
        .max()
        .orElseThrow();
  }

  /** Asserts that the value is the one that the process got as an answer, if it got one. */
  void assertValue(@Nullable String value) {
    Set<String> put = labels(What.PUT);
    assertTrue(put.size() <= 1, "the process got several values: " + put);
    if (!put.isEmpty()) {
      assertEquals(put.iterator().next(), value, "the value that was put");
    }
  }

  @Override
  public String toString() {
    return "answers to the process: " + entries + "; failures: " + notes;
  }
}
