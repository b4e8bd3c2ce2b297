package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.KeyRing;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The stored bytes are those that {@code docs/envelope.md} describes. */
public abstract class EnvelopeTck extends EncryptedStores {

  private static final int WRITERS = 8;
  private static final int APPENDS = 25;
  private static final int EVENTS = 20;

  /** For a backend's own class. */
  protected EnvelopeTck() {}

  @Test
  @Rule("E9")
  void theDocumentedFormatOpensWhatIsStored() {
    String url = newStore();
    KeyRing ring = newRing();
    EventStore store =
        encrypted(url, Encryption.with(ring).recipients((stream, event) -> Set.of("ann", "bob")));
    List<Bytes> data = List.of(Bytes.empty(), Bytes.utf8("x"), Bytes.of(new byte[100_000]));
    for (Bytes one : data) {
      store.stream("ström \uD83D\uDE00").append(CandidateEvent.of("Týpe", one));
    }
    store.stream("s").append(CandidateEvent.of("T", "keyed").withIdempotencyKey("the key"));
    store.all().saveSnapshot("p", 2, "state");

    StorageHandle storage = storage(url);
    List<EventRecord> stored = records(storage);
    for (int i = 0; i < data.size(); i++) {
      StoredEnvelope envelope = StoredEnvelope.of(stored.get(i));
      assertEquals(1, stored.get(i).format(), "the format beside an envelope");
      assertEquals(data.get(i), envelope.open(ring, stored.get(i)), "event " + i);
      assertEquals(data.get(i).length() + 16, envelope.sealed().length(), "data and tag");
      assertEquals(2 + 2 * 58, envelope.header().length(), "the header for two");
      assertEquals(envelope.join(), stored.get(i).data(), "the bytes, put together again");
    }
    EventRecord keyed = stored.get(data.size());
    assertEquals("keyed", StoredEnvelope.of(keyed).open(ring, keyed).utf8(), "an event with a key");
    StoredSnapshot snapshot = snapshot(storage, "@all", "p");
    assertEquals(
        "state", StoredEnvelope.parse(snapshot.state()).open(ring, snapshot).utf8(), "a snapshot");
  }

  @Test
  @Rule("E2")
  void noNonceIsUsedTwice() {
    String url = newStore();
    EventStore store = encrypted(url, withKey());
    EventStore other = encrypted(url, withKey());
    List<Work<Boolean>> writers =
        Work.together(patience(), WRITERS, writer -> (Callable<Boolean>) () -> {
          for (int i = 0; i < APPENDS; i++) {
            (writer % 2 == 0 ? store : other)
                .stream("s" + writer).append(ExpectedVersion.any(), Sample.numbered(i, EVENTS));
          }
          return true;
        });
    writers.forEach(Work::result);
    for (int i = 0; i < 10; i++) {
      store.stream("s0").saveSnapshot("p" + i, 1, "state");
    }

    StorageHandle storage = storage(url);
    Set<Bytes> nonces = new HashSet<>();
    Set<Bytes> halves = new HashSet<>();
    for (EventRecord event : records(storage)) {
      Bytes nonce = StoredEnvelope.of(event).nonce();
      assertTrue(nonces.add(nonce), "a nonce was used twice: position " + event.position());
      halves.add(Bytes.of(nonce.toArray(), 0, 6));
    }
    for (int i = 0; i < 10; i++) {
      Bytes nonce =
          StoredEnvelope.parse(snapshot(storage, "s0", "p" + i).state()).nonce();
      assertTrue(nonces.add(nonce), "a snapshot's nonce was used before");
    }
    int events = WRITERS * APPENDS * EVENTS;
    assertEquals(events + 10, nonces.size(), "nonces");
    assertEquals(events, halves.size(), "beginnings of random nonces, of which none is alike");
  }
}
