package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.Redaction;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forgetting a person: the data that becomes unreadable, and the data that stays readable. */
public abstract class ForgettingTck extends EncryptedStores {

  private KeyRing ring;

  /** For a backend's own class. */
  protected ForgettingTck() {}

  @BeforeEach
  void makeRing() {
    ring = newRing();
  }

  @Test
  @Rule("E6")
  void nobodyReadsAForgottenPersonsDataAndEverythingElseStays() {
    String url = newStore();
    EventStore store = encrypted(url, Encryption.with(ring));
    store.stream("ann").append(event("for ann", 1), event("for ann", 2));
    store.stream("bob").append(event("for bob", 3));
    List<StoredEvent> before = Sample.read(store.all().read());

    store.forget("ann");

    for (EventStore reader : List.of(store, encrypted(url, Encryption.with(ring)))) {
      List<StoredEvent> after = Sample.read(reader.all().read());
      assertEquals(redacted(before), redacted(after), "all but the data, before and after");
      assertEquals(List.of(true, true, false), redactedFlags(after), "which are redacted in @all");
      assertEquals(List.of("", "", "for bob"), texts(after), "the data in @all");
      assertEquals(
          List.of("", ""), Sample.texts(reader.stream("ann").read()), "the data of her stream");
      assertEquals(
          List.of(),
          Sample.read(reader.all().search(holds("ann"))),
          "events that a search for her data finds");
      assertEquals(1, Sample.read(reader.all().search(holds("bob"))).size(), "one for his");
      assertEquals(
          List.of("", "", "for bob"),
          texts(next(watching(reader.all().watch().from(1)), 3)),
          "the data in a watch");
      assertEquals(
          List.of(1, 2, 3),
          next(watching(reader.all().readAndWatch(0, (n, event) -> n + 1)), 3),
          "a projection over all people");
      assertEquals(2, reader.stream("ann").version(), "the version of her stream");
      assertEquals(
          2,
          reader.all().read().where(EventFilter.stream("ann")).stream().count(),
          "her events by metadata");
    }
  }

  @Test
  @Rule("E6")
  void eventsThatAreAlsoForOthersStayReadableToThem() {
    String url = newStore();
    EventStore store = encrypted(
        url,
        Encryption.with(ring)
            .recipients((stream, event) ->
                event.type().equals("Both") ? Set.of("ann", "bob") : Set.of("ann")));
    store.stream("s").append(CandidateEvent.of("Both", "shared"), CandidateEvent.of("T", "alone"));
    store.forget("ann");

    assertEquals(
        List.of("shared", ""), Sample.texts(store.stream("s").read()), "read with the whole ring");
    EventStore bobs = encrypted(url, Encryption.with(ring.only("bob")));
    assertEquals(List.of("shared", ""), Sample.texts(bobs.stream("s").read()), "read by bob");
    EventStore cems = encrypted(url, Encryption.with(ring.only("cem")));
    assertUnreadable("s", 1, "by cem", () -> Sample.read(cems.stream("s").read()));
  }

  @Test
  @Rule("E6")
  void appendsForAForgottenPersonAreRefused() {
    EventStore store = encrypted(newStore(), Encryption.with(ring));
    store.stream("ann").append(event("one", 1));
    store.forget("ann");
    store.forget("never seen");

    for (String who : List.of("ann", "never seen")) {
      RecipientForgottenException refused = assertThrows(
          RecipientForgottenException.class, () -> store.stream(who).append(event("more", 2)));
      assertEquals(who, refused.recipient(), "the forgotten recipient");
      assertThrows(
          RecipientForgottenException.class,
          () -> store.stream(who).appendAsync(event("more", 2)).join());
      assertThrows(
          RecipientForgottenException.class,
          () -> store.append(AppendBatch.of("bob", ExpectedVersion.any(), event("b", 3))
              .and(who, ExpectedVersion.any(), event("a", 4))));
      assertThrows(
          RecipientForgottenException.class, () -> store.stream(who).saveSnapshot("p", 0, "s"));
    }
    assertEquals(1, store.head(), "the head after refused appends");
    store.stream("bob").append(event("for bob", 1));
  }

  @Test
  @Rule("E6")
  void forgettingReportsHowManyKeysItDestroyed() {
    EventStore store = encrypted(newStore(), Encryption.with(ring));
    store.stream("ann").append(event("one", 1));
    UUID unused = ring.rotate("ann");
    store.all().saveSnapshot("p", 1, "state");

    assertEquals(new ForgetResult(0, false), store.forget("Ann"), "of a name that is misspelt");
    assertEquals(new ForgetResult(2, true), store.forget("ann"), "of a name with two keys");
    assertEquals(new ForgetResult(0, true), store.forget("ann"), "of the same once more");
    assertEquals(new ForgetResult(0, false), store.forget("Ann"), "of the misspelt once more");
    ForgetResult narrow = ring.only("bob").forget("bob");
    assertEquals(new ForgetResult(0, false), narrow, "through a part of the ring");
  }

  @Test
  @Rule("E6")
  void snapshotsOfThePersonAndOfAllAreDeleted() {
    String url = newStore();
    EventStore store = encrypted(url, Encryption.with(ring));
    for (String stream : List.of("ann", "bob")) {
      store.stream(stream).append(event("for " + stream, 1));
      store.stream(stream).saveSnapshot("p", 1, "state of " + stream);
      store.stream(stream).saveSnapshot("q", 1, "state of " + stream);
    }
    store.all().saveSnapshot("p", 2, "state of everybody");
    store.forget("ann");

    StorageHandle storage = storage(url);
    assertNull(storage.loadSnapshot("ann", "p"), "her stored snapshot");
    assertNull(storage.loadSnapshot("ann", "q"), "her other stored snapshot");
    assertNull(storage.loadSnapshot("@all", "p"), "the stored snapshot of @all");
    assertTrue(store.stream("ann").loadSnapshot("p").isEmpty(), "her snapshot");
    assertTrue(store.all().loadSnapshot("p").isEmpty(), "the snapshot of @all");
    assertEquals(
        "state of bob",
        store.stream("bob").loadSnapshot("p").orElseThrow().state().utf8());
    store.all().saveSnapshot("p", 1, "state without her");
    assertEquals(
        "state without her", store.all().loadSnapshot("p").orElseThrow().state().utf8());
  }

  @Test
  @Rule("E6")
  void snapshotsThatMayHoldThePersonsDataAreShreddedInEveryCopy() {
    String url = newStore();
    EventStore store =
        encrypted(url, Encryption.with(ring).recipients((stream, event) -> Set.of("ann", "bob")));
    store.stream("order").append(event("for both", 1));
    store.stream("order").saveSnapshot("p", 1, "state with her data");
    store.all().saveSnapshot("p", 1, "state with her data");
    StorageHandle storage = storage(url);
    StoredSnapshot copy = snapshot(storage, "@all", "p");
    store.forget("ann");
    storage.saveSnapshot(copy); // as in a restored backup

    for (EventStore reader : List.of(store, encrypted(url, Encryption.with(ring)))) {
      assertTrue(reader.stream("order").loadSnapshot("p").isEmpty(), "the snapshot of a stream");
      assertTrue(reader.all().loadSnapshot("p").isEmpty(), "the restored snapshot of @all");
    }
    store.stream("order").saveSnapshot("p", 1, "state without");
    assertEquals(
        "state without",
        store.stream("order").loadSnapshot("p").orElseThrow().state().utf8());
  }

  @Test
  @Rule("E6")
  void aSnapshotThatIsSavedWhileThePersonIsForgottenIsShreddedToo() {
    String url = newStore();
    EventStore other = encrypted(url, Encryption.with(ring));
    other.stream("ann").append(event("for ann", 1));
    StorageHandle storage = storage(url);
    List<StoredSnapshot> copies = new ArrayList<>();
    EventStore store = encrypted(url, Encryption.with(new TappedRing(ring) {
      @Override
      public ForgetResult forget(String recipient) {
        other.all().saveSnapshot("p", 1, "state with her data");
        copies.add(snapshot(storage, "@all", "p"));
        return super.forget(recipient);
      }
    }));

    store.forget("ann");
    copies.forEach(storage::saveSnapshot); // as in a restored backup

    for (EventStore reader : List.of(store, encrypted(url, Encryption.with(ring)))) {
      assertTrue(reader.all().loadSnapshot("p").isEmpty(), "the snapshot saved meanwhile");
    }
  }

  @Test
  @Rule("E6")
  void ifForgettingFailsHalfwayNoSnapshotOutlivesThePersonsKeys() {
    for (boolean isDone : List.of(false, true)) {
      boolean failed = true;
      for (int call = 1; failed; call++) {
        failed = forgettingFails(call, isDone);
        assertTrue(failed || call > 1, "forgetting a person asks the ring");
      }
    }
  }

  private boolean forgettingFails(int call, boolean isDone) {
    String when = ", after a failure of call " + call + (isDone ? ", which was done" : "");
    String url = newStore();
    KeyRing keys = newRing();
    FailingRing failing = new FailingRing(keys, call, isDone);
    EventStore store = encrypted(url, Encryption.with(failing));
    store.stream("ann").append(event("for ann", 1));
    store.all().saveSnapshot("p", 1, "state with her data");
    StorageHandle storage = storage(url);
    StoredSnapshot copy = snapshot(storage, "@all", "p");
    UUID key = keys.currentKey("ann");
    try {
      store.forget("ann");
    } catch (StorageException expected) {
      assertTrue(failing.hasFailed(), "unexpected: " + expected);
    }
    EventStore reader = encrypted(url, Encryption.with(keys));
    storage.saveSnapshot(copy); // as in a restored backup
    if (keys.find(key) instanceof KeyRing.Forgotten) {
      assertTrue(reader.all().loadSnapshot("p").isEmpty(), "the snapshot" + when);
      assertThrows(
          RecipientForgottenException.class,
          () -> store.stream("ann").append(event("more", 2)),
          "an append for the person" + when);
    }
    boolean failed = failing.hasFailed();
    if (failed) {
      store.forget("ann");
      storage.saveSnapshot(copy);
    }
    assertTrue(store.all().loadSnapshot("p").isEmpty(), "the snapshot, in the end" + when);
    assertTrue(Sample.read(reader.all().read()).get(0).redacted(), "her event, in the end" + when);
    return failed;
  }

  @Test
  @Rule("E6")
  void whoHeldTheKeysHoldsThemForAMinuteAtMost() {
    String url = newStore();
    EventStore store = encrypted(url, Encryption.with(ring));
    EventStore other = encrypted(url, Encryption.with(ring));
    store.stream("ann").append(event("one", 1));
    assertEquals(List.of("one"), Sample.texts(other.stream("ann").read()), "before");
    other.stream("ann").append(event("two", 2));
    Iterator<StoredEvent> watch = watching(other.all().watch().from(1));
    Iterator<StoredEvent> late = watching(other.all().watch());
    store.stream("ann").append(event("three", 3), event("four", 4));
    assertEquals(List.of("one", "two", "three"), texts(next(watch, 3)), "watched before");

    store.forget("ann");
    clock.set(clock.instant().plus(Duration.ofSeconds(61)));

    assertEquals(List.of("", "", "", ""), Sample.texts(other.stream("ann").read()), "61 s later");
    assertEquals(List.of("", ""), texts(next(late, 2)), "watched 61 s later, by another watch");
    assertThrows(
        RecipientForgottenException.class, () -> other.stream("ann").append(event("five", 5)));
    assertTrue(other.all().loadSnapshot("p").isEmpty(), "a snapshot 61 s later");
  }

  @Test
  @Rule("E6")
  void aClockThatIsSetBackMakesNoKeyLiveLonger() {
    String url = newStore();
    EventStore store = encrypted(url, Encryption.with(ring));
    EventStore other = encrypted(url, Encryption.with(ring));
    store.stream("ann").append(event("one", 1));
    assertEquals(List.of("one"), Sample.texts(other.stream("ann").read()), "before");
    store.forget("ann");
    clock.set(clock.instant().minus(Duration.ofDays(1)));

    assertEquals(List.of(""), Sample.texts(other.stream("ann").read()), "after it was set back");
    assertThrows(
        RecipientForgottenException.class, () -> other.stream("ann").append(event("two", 2)));
  }

  @Test
  @Rule("E6")
  void aForgottenKeyNeverComesBack() {
    EventStore store = encrypted(newStore(), Encryption.with(ring));
    store.stream("ann").append(event("one", 1));
    UUID old = ring.currentKey("ann");
    UUID current = ring.rotate("ann");
    store.forget("ann");
    store.forget("ann");

    for (UUID id : List.of(old, current)) {
      assertInstanceOf(KeyRing.Forgotten.class, ring.find(id), "the ring's answer for the key");
      assertInstanceOf(KeyRing.Forgotten.class, ring.only("bob").find(id), "and bob's part of it");
    }
    assertInstanceOf(KeyRing.Unknown.class, ring.find(UUID.randomUUID()), "of a key never made");
    assertThrows(RecipientForgottenException.class, () -> ring.currentKey("ann"));
    assertThrows(RecipientForgottenException.class, () -> ring.rotate("ann"));
    assertEquals(List.of(""), Sample.texts(store.stream("ann").read()), "her data");
  }

  @Test
  @Rule("E6")
  void onlyPeopleWithKeysOfTheirOwnCanBeForgotten() {
    EventStore store = encrypted(newStore(), Encryption.with(ring));
    assertThrows(IllegalArgumentException.class, () -> store.forget("@all"));
    assertThrows(IllegalArgumentException.class, () -> store.forget(""));
    EventStore single = encrypted(newStore(), withKey());
    assertThrows(UnsupportedOperationException.class, () -> single.forget("ann"));
    EventStore plain = encrypted(newStore(), Encryption.none());
    assertThrows(UnsupportedOperationException.class, () -> plain.forget("ann"));
    assertNotEquals(ring.currentKey("bob"), ring.currentKey("cem"), "keys of two people");
  }

  private static CandidateEvent event(String data, int number) {
    return CandidateEvent.of("T", data).withMetadata("number", number);
  }

  private static Predicate<StoredEvent> holds(String text) {
    return event -> event.data().utf8().contains(text);
  }

  private static List<String> texts(List<StoredEvent> events) {
    return events.stream().map(event -> event.data().utf8()).toList();
  }

  private static List<Boolean> redactedFlags(List<StoredEvent> events) {
    return events.stream().map(StoredEvent::redacted).toList();
  }

  /** Returns the events as if all were redacted. */
  private static List<StoredEvent> redacted(List<StoredEvent> events) {
    return events.stream()
        .map(event -> StoredEvent.builder(event.streamId(), event.version(), event.type())
            .id(event.id())
            .position(event.position())
            .timestamp(event.timestamp())
            .tags(event.tags())
            .metadata(event.metadata())
            .redacted(Redaction.FORGOTTEN)
            .build())
        .toList();
  }
}
