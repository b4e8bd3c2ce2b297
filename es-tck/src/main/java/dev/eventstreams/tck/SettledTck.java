package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.Encryption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** The settled encryption of a store: that it is encrypted, and with which key or key ring. */
public abstract class SettledTck extends EncryptedStores {

  private static final CandidateEvent EVENT = CandidateEvent.of("T", "data");

  /** For a backend's own class. */
  protected SettledTck() {}

  private DecryptionException refused(String url, String what, Executable call) {
    DecryptionException refused = assertThrows(DecryptionException.class, call, what);
    String location = storage(url).location();
    assertTrue(
        String.valueOf(refused.getMessage()).contains(location),
        () -> "the message names the store " + location + ": " + refused.getMessage());
    return refused;
  }

  private void assertWritesNothing(String url, EventStore keyless, String what) {
    long head = storage(url).head(null).last();
    refused(url, what + ": an append", () -> keyless.stream("s").append(EVENT));
    refused(
        url,
        what + ": a later one",
        () -> keyless.stream("s").appendAsync(EVENT).join());
    refused(
        url,
        what + ": a batch",
        () -> keyless.append(AppendBatch.of("t", ExpectedVersion.any(), EVENT)));
    refused(url, what + ": a snapshot", () -> keyless.stream("s").saveSnapshot("p", 0, "state"));
    refused(url, what + ": one of all", () -> keyless.all().saveSnapshot("p", 0, "state"));
    assertEquals(head, storage(url).head(null).last(), "the head after refused appends");
    assertEquals(null, storage(url).loadSnapshot("s", "p"), "the stored snapshot");
    assertEquals(null, storage(url).loadSnapshot("@all", "p"), "the stored snapshot of @all");
  }

  @Test
  @Rule("E10")
  void anEncryptedStoreIsNotWrittenWithoutItsKey() {
    for (Encryption encryption : List.of(withKey(), Encryption.with(newRing()))) {
      String url = newStore();
      encrypted(url, encryption).stream("s").append(EVENT);

      assertWritesNothing(url, encrypted(url, Encryption.none()), "without the key");
      assertWritesNothing(
          url, encrypted(url, Encryption.none().redactUnknown()), "reading metadata");
      assertEquals(1, encrypted(url, Encryption.none()).stream("s").version(), "the version");
    }
  }

  @Test
  @Rule("E10")
  void aStoreThatWasOpenedBeforeTheKeyCameIsNotWrittenEither() {
    String url = newStore();
    EventStore early = encrypted(url, Encryption.none());
    assertEquals(0, early.head(), "the head of a new store");
    encrypted(url, withKey()).close();

    assertWritesNothing(url, early, "open since before there was a key");
  }

  @Test
  @Rule("E10")
  void plainDataIsWrittenToAnEncryptedStoreOnlyWhereItIsAskedFor() {
    String url = newStore();
    EventStore store = encrypted(url, withKey());
    store.stream("s").append(EVENT);
    EventStore plain = encrypted(url, Encryption.plain());
    plain.stream("s").append(CandidateEvent.of("T", "plain"));
    plain.stream("s").saveSnapshot("p", 2, "plain");

    assertEquals(0, records(storage(url)).get(1).format(), "the format beside plain data");
    assertUnreadable("s", 2, "plain data", () -> Sample.read(store.stream("s").read()));
    assertSnapshotUnreadable("s", "a plain snapshot", () -> store.stream("s").loadSnapshot("p"));
    assertEquals(
        List.of("data", "plain"),
        Sample.texts(encrypted(url, withKey().acceptPlain()).stream("s").read()),
        "where plain is accepted");
  }

  @Test
  @Rule("E10")
  void aPlainStoreOpensWithAKeyOnlyWherePlainIsAccepted() {
    for (boolean bySnapshot : List.of(false, true)) {
      String url = newStore();
      EventStore plain = encrypted(url, Encryption.none());
      if (bySnapshot) {
        plain.all().saveSnapshot("p", 0, "state");
      }
      if (!bySnapshot) {
        plain.stream("s").append(CandidateEvent.of("T", "plain"));
      }
      for (Encryption key : List.of(withKey(), Encryption.with(newRing()))) {
        DecryptionException refused = refused(url, "with a key", () -> encrypted(url, key));
        assertTrue(
            String.valueOf(refused.getMessage()).contains("acceptPlain"),
            "the message shows the way: " + refused.getMessage());
      }
      plain.stream("s").append(CandidateEvent.of("T", "plain still"));
    }
  }

  @Test
  @Rule("E10")
  void aStoreThatWasPlainIsEncryptedFromItsFirstOpeningWithAKey() {
    String url = newStore();
    EventStore plain = encrypted(url, Encryption.none());
    plain.stream("s").append(CandidateEvent.of("T", "old"));
    EventStore accepting = encrypted(url, withKey().acceptPlain());
    accepting.stream("s").append(CandidateEvent.of("T", "new"));

    assertEquals(List.of("old", "new"), Sample.texts(accepting.stream("s").read()), "both");
    assertNotEquals(0, records(storage(url)).get(1).format(), "the format of the new event");
    assertWritesNothing(url, encrypted(url, Encryption.none()), "opened since");
    clock.set(clock.instant().plus(Duration.ofSeconds(61)));
    assertWritesNothing(url, plain, "opened before, 61 s later");
    refused(url, "another key", () -> encrypted(url, Encryption.withKey(key(2)).acceptPlain()));
    EventStore strict = encrypted(url, withKey());
    assertEquals(List.of("new"), Sample.texts(strict.stream("s").read().from(2)), "strictly");
    assertUnreadable(
        "s", 1, "old data, strictly", () -> Sample.read(strict.stream("s").read()));
  }

  @Test
  @Rule("E10")
  void ofAFirstPlainAppendAndAFirstKeyAtOnceOneWins() {
    for (int round = 0; round < 20; round++) {
      String url = newStore();
      EventStore plain = encrypted(url, Encryption.none());
      List<Callable<Boolean>> both = List.of(
          () -> isTaken(() -> plain.stream("s").append(EVENT)),
          () -> isTaken(() -> encrypted(url, withKey()).stream("s").append(EVENT)));

      List<Boolean> taken =
          Work.together(patience(), 2, both::get).stream().map(Work::result).toList();
      assertEquals(1, taken.stream().filter(won -> won).count(), "accepted writers: " + taken);
      assertEquals(
          taken.get(0), records(storage(url)).get(0).format() == 0, "whether it is plain data");
    }
  }

  private static boolean isTaken(Runnable write) {
    try {
      write.run();
      return true;
    } catch (DecryptionException refused) {
      return false;
    }
  }

  @Test
  @Rule("E10")
  void anotherRingFailsWhenTheStoreIsOpened() {
    String url = newStore();
    KeyRing right = newRing();
    encrypted(url, Encryption.with(right)).stream("ann").append(EVENT);
    KeyRing full = newRing();
    encrypted(newStore(), Encryption.with(full)).stream("ann").append(EVENT);

    for (KeyRing wrong : List.of(newRing(), full, newRing().only("ann"))) {
      refused(url, "another ring", () -> encrypted(url, Encryption.with(wrong)));
      refused(
          url,
          "another ring of a reader of some",
          () -> encrypted(url, Encryption.with(wrong).redactUnknown().acceptPlain()));
    }
    assertEquals(
        List.of("data"),
        Sample.texts(encrypted(url, Encryption.with(right)).stream("ann").read()),
        "events read with the right ring");
  }

  @Test
  @Rule("E10")
  void theRingStaysTheStoresWhateverBecomesOfItsKeys() {
    String url = newStore();
    KeyRing ring = newRing();
    encrypted(url, Encryption.with(ring)).stream("ann").append(EVENT);
    for (String name : List.of("ann", KeyRing.ALL, KeyRing.SNAPSHOTS, KeyRing.RING)) {
      assertNotEquals(ring.currentKey(name), ring.rotate(name), "the key of " + name + ", rotated");
    }
    encrypted(url, Encryption.with(ring)).forget("ann");

    EventStore all = encrypted(url, Encryption.with(ring));
    assertTrue(Sample.read(all.all().read()).get(0).redacted(), "her event, with the ring");
    EventStore bobs = encrypted(url, Encryption.with(ring.only("bob")));
    bobs.stream("bob").append(CandidateEvent.of("T", "by bob"));
    assertEquals(
        List.of("by bob"),
        Sample.texts(all.stream("bob").read()),
        "events written with a part of the ring");
  }

  @Test
  @Rule("E10")
  void aPartOfARingMakesAStoreThatTheWholeOpens() {
    String url = newStore();
    KeyRing ring = newRing();
    encrypted(url, Encryption.with(ring.only("ann"))).stream("ann").append(EVENT);

    for (KeyRing reader : List.of(ring, ring.only("ann"))) {
      EventStore store = encrypted(url, Encryption.with(reader));
      assertEquals(List.of("data"), Sample.texts(store.stream("ann").read()), "her event");
    }
  }
}
