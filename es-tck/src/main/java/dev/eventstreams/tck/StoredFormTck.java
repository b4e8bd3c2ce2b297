package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.StoreOptions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * For backends that keep events in their own stored form outside of the process: damaged stored
 * metadata, and a store that a newer version has written.
 *
 * <p>The backend's subclass changes the stored form directly, without the checks of the backend,
 * while the store is closed.
 */
public abstract class StoredFormTck extends StoreTck {

  private static final List<String> DAMAGED = List.of(
      "{\"n\":1,\"s\":\"text\",\"o\":{\"k\":1}",
      "{\"n\":1,\"s\":\"text\",\"o\":{\"k\":1},}",
      "{\"n\":1,\"s\":\"text\",\"o\":{\"k\":1}} {}",
      "[{\"n\":1,\"s\":\"text\",\"o\":{\"k\":1}}]",
      "{n:1,s:'text',o:{k:1}}",
      "{\"n\":1,\n\"s\":\"text\",\"o\":{\"k\":tru}}",
      "\"n\":1",
      "no JSON",
      "",
      "[]",
      "12");

  private static final List<EventFilter> ON_METADATA = List.of(
      EventFilter.metadata("n", 1),
      EventField.metadata("n").in(List.of(1, 2)),
      EventField.metadata("n").lessThan(3),
      EventField.metadata("s").like("te%"),
      EventFilter.metadata("o.k", 1),
      EventFilter.type("T").and(EventFilter.metadata("n", 1)),
      EventFilter.stream("mixed").and(EventFilter.metadata("n", 1)),
      EventFilter.anyOf(EventFilter.metadata("n", 1), EventFilter.metadata("s", "text")));

  private final List<Long> damaged = new ArrayList<>();

  /** For a backend's own class. */
  protected StoredFormTck() {}

  /**
   * Replaces the stored metadata of an event. Characters that the stored form cannot contain, such
   * as a line break, may be replaced by a space.
   */
  protected abstract void damageMetadata(String url, long position, String metadata)
      throws Exception;

  /** Returns the version of the stored form that the backend writes. */
  protected abstract int formatVersion();

  /**
   * Makes the store look as if that version of the backend had written it, and changes nothing
   * else.
   */
  protected abstract void setFormatVersion(String url, int version) throws Exception;

  @Test
  @Rule("L5")
  void damagedMetadataIsReportedByWhoReadsItOfThatEvent() throws Exception {
    EventStore store = damagedStore();

    for (EventSource source : List.of(store.all(), store.stream("mixed"))) {
      List<StoredEvent> events = Sample.read(source.read());
      assertEquals(2 * DAMAGED.size() + 1, events.size(), "events of " + source);
      for (StoredEvent event : events) {
        assertEquals(Long.toString(event.version()), event.data().utf8(), "data of " + event.id());
        if (damaged.contains(event.position())) {
          assertReported(event);
          assertReported(event);
        } else {
          assertEquals(sound(), event.metadata(), "metadata of position " + event.position());
        }
      }
    }
  }

  private static void assertReported(StoredEvent event) {
    String position = Long.toString(event.position());
    StorageException report = assertThrows(
        StorageException.class,
        () -> event.metadata().get("n"),
        "reading the damaged metadata of position " + position);
    String message = String.valueOf(report.getMessage());
    assertTrue(
        shows(message, position) && message.contains(event.streamId()),
        "the message does not show position " + position + " and the stream: " + message);
  }

  @Test
  @Rule("L5")
  void damagedMetadataMatchesNoClauseAndFailsNoFilter() throws Exception {
    EventStore store = damagedStore();
    List<Long> all = Sample.positions(store.all().read());
    List<Long> sound = new ArrayList<>(all);
    sound.removeAll(damaged);

    for (EventSource source : List.of(store.all(), store.stream("mixed"))) {
      for (EventFilter filter : ON_METADATA) {
        assertEquals(
            sound, Sample.positions(source.read().where(filter)), source + " by " + filter);
        assertEquals(
            sound.size(),
            Sample.read(source.read().backwards().where(filter)).size(),
            source + " backwards by " + filter);
      }
      EventFilter either = EventFilter.anyOf(EventFilter.type("T"), EventFilter.metadata("n", 1));
      assertEquals(all, Sample.positions(source.read().where(either)), source + " by " + either);
    }
  }

  @Test
  @Rule("L5")
  void damagedMetadataFailsNoConditionAndNoWatch() throws Exception {
    EventStore store = damagedStore();
    List<Long> all = Sample.positions(store.all().read());
    Iterator<StoredEvent> watch =
        watching(store.all().watch().from(0).where(EventFilter.metadata("n", 1)));

    for (EventFilter filter : ON_METADATA) {
      assertThrows(
          AppendConditionFailedException.class,
          () -> store.append(unless(filter, 0)),
          "an append unless " + filter);
      long unused = store.append(unless(filter, all.get(all.size() - 1))).position();
    }

    all.removeAll(damaged);
    assertEquals(
        all,
        next(watch, all.size()).stream().map(StoredEvent::position).toList(),
        "positions in a watch");
  }

  private static AppendBatch unless(EventFilter filter, long after) {
    return AppendBatch.of("other", ExpectedVersion.any(), CandidateEvent.of("Other"))
        .onlyIf(AppendCondition.noEventMatching(filter).after(after));
  }

  /** Returns a store with damaged events. Before, between and after them there are sound events. */
  private EventStore damagedStore() throws Exception {
    String url = newStore();
    List<Long> positions;
    try (EventStore store = open(url)) {
      fill(store);
      positions = Sample.positions(store.all().read());
    }
    for (int i = 0; i < DAMAGED.size(); i++) {
      damaged.add(positions.get(2 * i + 1));
      damageMetadata(url, positions.get(2 * i + 1), DAMAGED.get(i));
    }
    return opened(url);
  }

  private static void fill(EventStore store) {
    for (int version = 1; version <= 2 * DAMAGED.size() + 1; version++) {
      CandidateEvent event = CandidateEvent.of("T", Integer.toString(version));
      store.stream("mixed").append(event.withMetadata(sound()));
    }
  }

  private static Map<String, Object> sound() {
    return Map.of("n", 1L, "s", "text", "o", Map.of("k", 1L));
  }

  @Test
  @Rule("L3")
  void aNewerStoreIsRefusedAndLeftAsItIs() throws Exception {
    String url = newStore();
    String location;
    List<StoredEvent> events;
    Optional<Snapshot> snapshot;
    try (EventStore store = open(url)) {
      fill(store);
      store.stream("mixed").saveSnapshot("sum", 2, Bytes.utf8("state"));
      events = Sample.read(store.all().read());
      snapshot = store.stream("mixed").loadSnapshot("sum");
      location = store.metrics().location();
    }
    int newer = formatVersion() + 70;

    setFormatVersion(url, newer);
    for (int time = 0; time < 2; time++) {
      StorageException refused = assertThrows(
          StorageException.class,
          () -> opened(url, StoreOptions.defaults()),
          "opening a store of version " + newer);
      String message = String.valueOf(refused.getMessage()).replace(location, "");
      assertTrue(
          shows(message, Integer.toString(newer))
              && shows(message, Integer.toString(formatVersion())),
          "the message does not show the versions " + newer + " and " + formatVersion() + ": "
              + message);
    }
    setFormatVersion(url, formatVersion());

    EventStore store = opened(url);
    assertEquals(events, Sample.read(store.all().read()), "the events, once it is no newer store");
    assertEquals(snapshot, store.stream("mixed").loadSnapshot("sum"), "the snapshot");
    assertEquals(
        events.size() + 1, store.stream("mixed").append(Sample.numbered(0)).version(), "version");
  }

  private static boolean shows(String message, String number) {
    return Pattern.compile("(?<!\\d)" + number + "(?!\\d)").matcher(message).find();
  }
}
