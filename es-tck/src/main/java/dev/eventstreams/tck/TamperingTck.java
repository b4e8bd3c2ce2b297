package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStream;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Detection of a malicious database that changes, moves and relabels stored data. */
public abstract class TamperingTck extends EncryptedStores {

  /** For a backend's own class. */
  protected TamperingTck() {}

  @Test
  @Rule("E3")
  void everyFlippedBitOfAnEventIsDetected() {
    String url = newStore();
    Malicious malicious = new Malicious(url, withKey());
    EventStream stream = malicious.store.stream("s");
    stream.append(CandidateEvent.of("T", "a secret"));
    Bytes stored = records(storage(url)).get(0).data();

    for (int bit = 0; bit < 8 * stored.length(); bit++) {
      Bytes flipped = flipped(stored, bit);
      malicious.shows(event -> withData(event, flipped));
      assertUnreadable(
          "s", 1, "with bit " + bit + " of the event flipped", () -> Sample.read(stream.read()));
    }
    malicious.shows(event -> withData(event, stored));
    assertEquals(List.of("a secret"), Sample.texts(stream.read()), "the event as it is stored");
  }

  @Test
  @Rule({"E3", "S3"})
  void everyFlippedBitOfASnapshotIsDetected() {
    String url = newStore();
    Malicious malicious = new Malicious(url, withKey());
    EventStream stream = malicious.store.stream("s");
    stream.saveSnapshot("p", 0, "a secret");
    StoredSnapshot stored = snapshot(storage(url), "s", "p");

    for (int bit = 0; bit < 8 * stored.state().length(); bit++) {
      malicious.shows(withState(stored, flipped(stored.state(), bit)));
      assertSnapshotUnreadable(
          "s", "with bit " + bit + " of the snapshot flipped", () -> stream.loadSnapshot("p"));
    }
  }

  @Test
  @Rule("E3")
  void everyCutEnvelopeIsDetected() {
    String url = newStore();
    Malicious malicious = new Malicious(url, withKey());
    EventStream stream = malicious.store.stream("s");
    stream.append(CandidateEvent.of("T", "a secret"));
    byte[] stored = records(storage(url)).get(0).data().toArray();

    for (int length = 0; length < stored.length; length++) {
      Bytes cut = Bytes.of(stored, 0, length);
      malicious.shows(event -> withData(event, cut));
      assertUnreadable(
          "s", 1, "cut off after " + length + " bytes", () -> Sample.read(stream.read()));
    }
  }

  @Test
  @Rule("E2")
  void swappedMovedAndRelabelledDataIsDetected() {
    String url = newStore();
    Malicious malicious = new Malicious(url, withKey());
    EventStream stream = malicious.store.stream("s");
    stream.append(CandidateEvent.of("T", "one"), CandidateEvent.of("T", "two"));
    malicious.store.stream("t").append(CandidateEvent.of("T", "three"));
    List<EventRecord> stored = records(storage(url));

    for (EventRecord here : stored) {
      for (EventRecord other : stored) {
        if (!here.equals(other)) {
          String what = "with the data of " + other.streamId() + " " + other.version() + " in "
              + here.streamId() + " " + here.version();
          malicious.shows(
              event -> event.position() == here.position() ? withData(event, other.data()) : event);
          assertUnreadable(
              here.streamId(),
              here.version(),
              what,
              () -> Sample.read(malicious.store.all().read()));
        }
      }
    }
    assertDetected(malicious, "as another type", event -> labelled(event, "s", "U", event.id()));
    assertDetected(malicious, "with another id", event -> labelled(event, "s", "T", "other"));
    assertDetected(
        malicious,
        "with the border between stream, id and type moved",
        event -> labelled(event, "s", "T" + event.id(), ""));
    malicious.shows(event -> labelled(event, "moved", "T", event.id()));
    assertUnreadable("moved", 1, "in another stream", () -> Sample.read(stream.read()));
  }

  @Test
  @Rule("S3")
  void aSnapshotShownAsAnotherIsDetected() {
    String url = newStore();
    Malicious malicious = new Malicious(url, withKey());
    EventStream stream = malicious.store.stream("s");
    stream.append(Sample.numbered(1), Sample.numbered(2));
    stream.saveSnapshot("p", 1, "a secret");
    StorageHandle storage = storage(url);
    StoredSnapshot stored = snapshot(storage, "s", "p");
    Bytes event = records(storage).get(0).data();

    List<StoredSnapshot> others = List.of(
        new StoredSnapshot("s", "p", 2, stored.timestamp(), stored.state(), stored.format()),
        new StoredSnapshot("s", "q", 1, stored.timestamp(), stored.state(), stored.format()),
        new StoredSnapshot("t", "p", 1, stored.timestamp(), stored.state(), stored.format()),
        new StoredSnapshot("@all", "p", 1, stored.timestamp(), stored.state(), stored.format()),
        new StoredSnapshot("s", "p", 1, stored.timestamp(), event, stored.format()));
    for (StoredSnapshot other : others) {
      malicious.shows(other);
      String what = "shown as " + other.source() + " " + other.projection() + " " + other.version();
      assertSnapshotUnreadable(other.source(), what, () -> stream.loadSnapshot("p"));
    }
  }

  @Test
  @Rule("E2")
  void aSnapshotShownAsAnEventIsDetected() {
    String url = newStore();
    Malicious malicious = new Malicious(url, withKey());
    malicious.store.stream("s").append(Sample.numbered(1));
    malicious.store.stream("s").saveSnapshot("p", 1, "a secret");
    Bytes state = snapshot(storage(url), "s", "p").state();

    assertDetected(malicious, "with a snapshot's state", event -> withData(event, state));
  }

  @Test
  @Rule("E2")
  void strippedAndChangedRecipientsAreDetected() {
    String url = newStore();
    KeyRing ring = newRing();
    Malicious malicious = new Malicious(
        url,
        Encryption.with(ring)
            .recipients((stream, event) ->
                event.type().equals("T") ? Set.of("ann", "bob") : Set.of("ann")));
    malicious.store.stream("s").append(CandidateEvent.of("T", "one"), CandidateEvent.of("U", "2"));
    List<EventRecord> stored = records(storage(url));
    StoredEnvelope both = StoredEnvelope.of(stored.get(0));
    StoredEnvelope one = StoredEnvelope.of(stored.get(1));
    assertEquals(2, both.keyIds().size(), "recipients of an event for two");
    assertNotEquals(both.header(), one.header(), "the recipients of two and of one");

    List<StoredEnvelope> changes = List.of(
        both.withRecipients(0),
        both.withRecipients(1),
        both.withRecipients(1, 0),
        both.withRecipients(0, 1, 1),
        both.withRecipientsOf(one));
    for (StoredEnvelope change : changes) {
      String what = "for " + change.keyIds() + " instead of " + both.keyIds();
      assertDetected(malicious, what, event -> withData(event, change.join()));
    }
  }

  private static void assertDetected(
      Malicious malicious, String what, UnaryOperator<EventRecord> change) {
    malicious.shows(event -> event.position() == 1 ? change.apply(event) : event);
    assertUnreadable("s", 1, what, () -> Sample.read(malicious.store.stream("s").read()));
  }

  private static Bytes flipped(Bytes bytes, int bit) {
    byte[] changed = bytes.toArray();
    changed[bit / 8] ^= (byte) (1 << bit % 8);
    Bytes flipped = Bytes.of(changed);
    assertTrue(!flipped.equals(bytes), "a bit was flipped");
    return flipped;
  }

  private static EventRecord withData(EventRecord event, Bytes data) {
    return new EventRecord(
        event.streamId(),
        event.version(),
        event.position(),
        event.timestamp(),
        event.type(),
        event.id(),
        event.keyed(),
        event.tags(),
        event.metadata(),
        data,
        event.format());
  }

  private static EventRecord labelled(EventRecord event, String stream, String type, String id) {
    return new EventRecord(
        stream,
        event.version(),
        event.position(),
        event.timestamp(),
        type,
        id,
        event.keyed(),
        event.tags(),
        event.metadata(),
        event.data(),
        event.format());
  }

  private static StoredSnapshot withState(StoredSnapshot snapshot, Bytes state) {
    return new StoredSnapshot(
        snapshot.source(),
        snapshot.projection(),
        snapshot.version(),
        snapshot.timestamp(),
        state,
        snapshot.format());
  }
}
