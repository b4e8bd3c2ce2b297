package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.Recipients;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Recipients of events, rotation of keys, and the lifetime of data keys. */
public abstract class RecipientsTck extends EncryptedStores {

  private KeyRing ring;
  private volatile Set<String> readers = Set.of();

  /** For a backend's own class. */
  protected RecipientsTck() {}

  @BeforeEach
  void makeRing() {
    ring = newRing();
  }

  @Test
  @Rule("E4")
  void aStreamIsForWhomItIsCalledAfter() {
    String url = newStore();
    EventStore store = encrypted(url, Encryption.with(ring));
    store.stream("ann").append(CandidateEvent.of("T", "for ann"));
    store.stream("bob").append(CandidateEvent.of("T", "for bob"));
    store.stream("ann").saveSnapshot("p", 1, "state");

    assertReads(url, "ann", "ann", "for ann");
    assertReads(url, "bob", "bob", "for bob");
    assertCannotRead(url, "bob", "ann");
    assertCannotRead(url, "ann", "bob");
    assertCannotRead(url, KeyRing.ALL, "ann");
    EventStore anns = encrypted(url, Encryption.with(ring.only("ann")));
    assertEquals(
        "state", anns.stream("ann").loadSnapshot("p").orElseThrow().state().utf8());
    EventStore bobs = encrypted(url, Encryption.with(ring.only("bob")));
    assertSnapshotUnreadable(
        "ann", "her snapshot, by bob", () -> bobs.stream("ann").loadSnapshot("p"));
  }

  @Test
  @Rule("E4")
  void eachOfManyReadsWithTheirOwnKeyAloneAndNobodyElseDoes() {
    String url = newStore();
    EventStore store = encrypted(
        url, Encryption.with(ring).recipients((stream, event) -> Set.of("ann", "bob", "cem")));
    store.stream("s").append(CandidateEvent.of("T", "for three"));

    for (String one : List.of("ann", "bob", "cem")) {
      assertReads(url, one, "s", "for three");
    }
    assertCannotRead(url, "dan", "s");
    assertCannotRead(url, "s", "s");
    assertCannotRead(url, KeyRing.ALL, "s");
  }

  @Test
  @Rule("E4")
  void whatIsForAllIsReadWithTheCommonKey() {
    String url = newStore();
    EventStore store =
        encrypted(url, Encryption.with(ring).recipients((stream, event) -> Recipients.ALL));
    store.stream("s").append(CandidateEvent.of("T", "for all"));

    assertReads(url, KeyRing.ALL, "s", "for all");
    assertCannotRead(url, "s", "s");
  }

  @Test
  @Rule("E4")
  void somebodyAddedReadsNewEventsAndNoOldOnes() {
    String url = newStore();
    readers = Set.of("ann");
    EventStore store = encrypted(url, Encryption.with(ring).recipients((stream, event) -> readers));
    store.stream("s").append(CandidateEvent.of("T", "old"));
    readers = Set.of("ann", "bob");
    store.stream("s").append(CandidateEvent.of("T", "new"));

    assertReads(url, "ann", "s", "old", "new");
    EventStore bobs = encrypted(url, Encryption.with(ring.only("bob")));
    assertEquals(List.of("new"), Sample.texts(bobs.stream("s").read().from(2)), "read by bob");
    assertUnreadable("s", 1, "by bob", () -> Sample.read(bobs.stream("s").read()));
  }

  @Test
  @Rule("E4")
  void keyIdsAreRandomAndSayNothingOfNames() {
    Set<UUID> ids = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      KeyRing another = newRing();
      ids.add(another.currentKey("ann"));
      ids.add(another.currentKey("bob"));
    }
    assertEquals(6, ids.size(), "different ids of two names in three rings: " + ids);
    ids.forEach(id -> assertEquals(4, id.version(), "the version of a random id, " + id));

    String url = newStore();
    encrypted(url, Encryption.with(ring)).stream("ann").append(CandidateEvent.of("T"));
    StoredEnvelope stored = StoredEnvelope.of(records(storage(url)).get(0));
    assertEquals(List.of(ring.currentKey("ann")), stored.keyIds(), "the ids that are stored");
  }

  @Test
  @Rule("E4")
  void anImpossibleNumberOfRecipientsIsRefused() {
    readers = Set.of();
    EventStore store =
        encrypted(newStore(), Encryption.with(ring).recipients((stream, event) -> readers));
    Set<String> most = new HashSet<>();
    IntStream.range(0, 255).forEach(i -> most.add("reader-" + i));

    assertRefused(store, "no recipient");
    readers = Set.copyOf(most);
    store.stream("s").append(CandidateEvent.of("T", "for many"));
    assertEquals(List.of("for many"), Sample.texts(store.stream("s").read()), "for 255");
    most.add("one more");
    readers = Set.copyOf(most);
    assertRefused(store, "256");
    for (String reserved : List.of("@nobody", KeyRing.RING)) {
      readers = Set.of(reserved);
      assertRefused(store, "a reserved name");
    }
    assertEquals(1, store.head(), "the head after refused appends");
  }

  private static void assertRefused(EventStore store, String what) {
    assertThrows(
        IllegalArgumentException.class,
        () -> store.stream("s").append(CandidateEvent.of("T")),
        "an event for " + what);
  }

  @Test
  @Rule("E5")
  void afterRotationNewEventsHaveTheNewKeyAndOldOnesStayReadable() {
    String url = newStore();
    EventStore store = encrypted(url, Encryption.with(ring));
    store.stream("ann").append(CandidateEvent.of("T", "old"));
    UUID old = ring.currentKey("ann");
    UUID rotated = ring.rotate("ann");
    assertNotEquals(old, rotated, "the id after rotation");
    clock.set(clock.instant().plus(Duration.ofSeconds(60)));
    store.stream("ann").append(CandidateEvent.of("T", "new"));

    assertEquals(
        List.of(old, rotated),
        records(storage(url)).stream()
            .map(event -> StoredEnvelope.of(event).keyIds().get(0))
            .toList(),
        "the keys of an event before and of one after rotation");
    assertEquals(List.of("old", "new"), Sample.texts(store.stream("ann").read()), "both read");
    assertReads(url, "ann", "ann", "old", "new");
  }

  @Test
  @Rule("E2")
  void aDataKeyServesOneSetOfRecipients() throws Exception {
    String url = newStore();
    EventStore store = encrypted(url, Encryption.with(ring));
    for (String stream : List.of("ann", "bob", "ann")) {
      store.stream(stream).append(CandidateEvent.of("T"));
    }
    List<StoredEnvelope> stored =
        records(storage(url)).stream().map(StoredEnvelope::of).toList();

    assertNotEquals(
        stored.get(0).dataKey(ring), stored.get(1).dataKey(ring), "the data keys of two people");
    assertEquals(stored.get(0).header(), stored.get(2).header(), "those of one, one after another");
  }

  @Test
  @Rule("E2")
  void aDataKeyServesForAMinuteAtMostAndUntilSomebodyIsForgotten() {
    String url = newStore();
    EventStore store = encrypted(url, Encryption.with(ring));
    store.stream("ann").append(CandidateEvent.of("T"));
    clock.set(clock.instant().plus(Duration.ofSeconds(59)));
    store.stream("ann").append(CandidateEvent.of("T"));
    clock.set(clock.instant().plus(Duration.ofSeconds(1)));
    store.stream("ann").append(CandidateEvent.of("T"));
    store.forget("bob");
    store.stream("ann").append(CandidateEvent.of("T"));
    clock.set(clock.instant().minus(Duration.ofDays(1)));
    store.stream("ann").append(CandidateEvent.of("T"));

    List<?> headers = records(storage(url)).stream()
        .map(event -> StoredEnvelope.of(event).header())
        .toList();
    assertEquals(headers.get(0), headers.get(1), "the data key after 59 seconds");
    assertNotEquals(headers.get(1), headers.get(2), "the data key after a minute");
    assertNotEquals(headers.get(2), headers.get(3), "the data key after a person was forgotten");
    assertNotEquals(headers.get(3), headers.get(4), "the data key after the clock was set back");
  }

  private void assertReads(String url, String reader, String stream, String... texts) {
    EventStore theirs = encrypted(url, Encryption.with(ring.only(reader)));
    assertEquals(
        List.of(texts), Sample.texts(theirs.stream(stream).read()), stream + ", read by " + reader);
  }

  private void assertCannotRead(String url, String reader, String stream) {
    EventStore theirs = encrypted(url, Encryption.with(ring.only(reader)));
    assertUnreadable(
        stream, 1, "read by " + reader, () -> Sample.read(theirs.stream(stream).read()));
    EventStore over = encrypted(url, Encryption.with(ring.only(reader)).redactUnknown());
    assertTrue(
        Sample.read(over.stream(stream).read()).stream().allMatch(event -> event.redacted()),
        stream + ", read over by " + reader);
    assertFalse(Sample.read(over.all().read()).isEmpty(), "a projection over all people continues");
  }
}
