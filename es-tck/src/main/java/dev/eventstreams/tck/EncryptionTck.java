package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.Limits;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamWrite;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * An encrypted store: its stored bytes, and reads with the key, with a wrong key and without a key.
 */
public abstract class EncryptionTck extends EncryptedStores {

  private static final String MARKER = "es-marker-5d1c7f";

  /** For a backend's own class. */
  protected EncryptionTck() {}

  /**
   * Returns everything that the backend keeps of a store outside of this JVM: the bytes of its
   * files, or a dump of its database. The kit searches the result for plain data. The kit calls
   * this method while the store is open, and again after the store is closed. By default, and for a
   * backend that keeps nothing outside of this JVM, returns the events and snapshots of the
   * {@link StorageHandle}.
   */
  protected byte[] everythingStored(String url) throws Exception {
    StorageHandle storage = storage(url);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (EventRecord event : records(storage)) {
      all.writeBytes(event.data().toArray());
      all.writeBytes(event.toString().getBytes(ISO_8859_1));
    }
    for (String source : List.of("s", "t", "@all")) {
      StoredSnapshot snapshot = storage.loadSnapshot(source, "p");
      if (snapshot != null) {
        all.writeBytes(snapshot.state().toArray());
      }
    }
    return all.toByteArray();
  }

  @Test
  @Rule("E1")
  void nothingStoredLoggedOrSaidHoldsPlainData() throws Exception {
    Traces traces = leaveTraces(withKey());

    assertEquals(List.of(), traces.given(MARKER), "data given to the backend with the marker");
    assertFalse(traces.stored().contains(MARKER), "the backend keeps the marker");
    assertEquals(List.of(), traces.said(MARKER), "logs and texts with the marker");
    assertFalse(traces.said("").isEmpty(), "there were messages to look through");
  }

  @Test
  @Rule("E1")
  void theSearchForPlainDataFindsItWithoutEncryption() throws Exception {
    Traces traces = leaveTraces(Encryption.none());

    assertFalse(traces.given(MARKER).isEmpty(), "the data given to the backend lacks the marker");
    assertTrue(traces.stored().contains(MARKER), "the backend does not keep the marker");
    assertEquals(List.of(), traces.said(MARKER), "logs and texts with the marker");
  }

  /**
   * Makes appends, snapshots, reads and failures of every kind with the marker in all data, and
   * returns their traces.
   */
  private Traces leaveTraces(Encryption encryption) throws Exception {
    String url = newStore();
    Bytes secret = Bytes.utf8("this is the secret " + MARKER + " of ".repeat(50));
    CandidateEvent event = CandidateEvent.of("T", secret).withMetadata("k", 1);
    try (Traces traces = new Traces()) {
      EventStore store = behind(
          url,
          options(encryption).withLimits(Limits.defaults().withMaxDataBytes(2_000)),
          traces::tap);
      EventStream stream = store.stream("s");
      stream.append(event, event);
      stream.append(event.withIdempotencyKey("key"));
      stream.append(event.withIdempotencyKey("key"));
      traces.says(stream.appendAsync(event).join());
      store.append(AppendBatch.of("s", ExpectedVersion.any(), event)
          .and("t", ExpectedVersion.noStream(), event));
      stream.saveSnapshot("p", 2, secret);
      store.all().saveSnapshot("p", 2, secret);
      traces.says(stream.read().iterator().next(), event, secret, store, stream);
      traces.says(stream.loadSnapshot("p").orElseThrow());
      traces.fails(() -> stream.append(ExpectedVersion.exactly(99), event));
      traces.fails(() -> stream.append(CandidateEvent.of("T", secret.utf8().repeat(100))));
      traces.fails(() -> stream.saveSnapshot("p", 99, secret));
      traces.fails(() -> encrypted(url, Encryption.none())
          .all()
          .search(read -> !read.data().isEmpty())
          .forEach(read -> {
            throw new IllegalStateException("a plain event is no failure");
          }));
      traces.refuse = true;
      traces.fails(() -> stream.append(event));
      traces.fails(() -> stream.appendAsync(event).join());
      traces.fails(() -> stream.saveSnapshot("p", 3, secret));
      traces.refuse = false;
      traces.keeps(everythingStored(url));
      store.close();
      closeStorage(url);
      traces.fails(() -> stream.append(event));
      traces.keeps(everythingStored(url));
      return traces;
    }
  }

  @Test
  @Rule("E3")
  void aWrongKeyFailsWhenTheStoreIsOpened() {
    String url = newStore();
    EventStream stream = encrypted(url, withKey()).stream("s");
    stream.append(CandidateEvent.of("T", "one"));

    assertThrows(
        DecryptionException.class,
        () -> encrypted(url, Encryption.withKey(key(2))),
        "opening with another key");
    assertThrows(
        DecryptionException.class,
        () -> encrypted(url, Encryption.with(newRing())),
        "opening with another kind of key");
    assertEquals(
        List.of("one"),
        Sample.texts(encrypted(url, withKey()).stream("s").read()),
        "events read with the right key");
  }

  @Test
  @Rule("E3")
  void withoutTheKeyMetadataIsReadAndDataFails() {
    String url = newStore();
    EventStream stream = encrypted(url, withKey()).stream("s");
    stream.append(CandidateEvent.of("T", "one").withMetadata("k", 1), CandidateEvent.of("U", "2"));
    stream.saveSnapshot("p", 1, "state");

    EventStore store = encrypted(url, Encryption.none());
    assertEquals(2, store.stream("s").version(), "the version without the key");
    assertEquals(2, store.metrics().eventCount(), "the number of events without the key");
    assertEquals(
        0, store.all().read().where(EventFilter.type("V")).stream().count(), "events of type V");
    DecryptionException failure = assertUnreadable(
        "s", 1, "without the key", () -> Sample.read(store.stream("s").read()));
    assertTrue(
        String.valueOf(failure.getMessage()).contains("Encryption.withKey"),
        "the message names the remedy: " + failure.getMessage());
    assertSnapshotUnreadable(
        "s", "a snapshot without the key", () -> store.stream("s").loadSnapshot("p"));
    List<StoredEvent> shown =
        Sample.read(encrypted(url, Encryption.none().redactUnknown()).all().read());
    assertEquals(1L, shown.get(0).metadata().get("k"), "metadata, read without the key");
    assertTrue(shown.get(0).redacted() && shown.get(0).data().isEmpty(), "it is shown redacted");
  }

  @Test
  @Rule("E7")
  void aPlantedPlainEventFailsUnlessPlainIsAccepted() {
    String url = newStore();
    EventStore store = encrypted(url, withKey());
    store.stream("s").append(CandidateEvent.of("T", "one"));
    StorageHandle storage = storage(url);
    plant(storage, "s", Bytes.utf8("planted"), 0);
    storage.saveSnapshot(new StoredSnapshot("s", "p", 1, 0, Bytes.utf8("planted"), 0));

    assertUnreadable(
        "s", 2, "a planted event", () -> Sample.read(store.stream("s").read()));
    assertUnreadable("s", 2, "one in a watch", () -> {
      Object unused = closedAfterwards(
              store.all().watch().from(1).where(EventFilter.type("P")).open())
          .iterator()
          .next();
    });
    assertSnapshotUnreadable("s", "a planted snapshot", () -> store.stream("s").loadSnapshot("p"));
    EventStream accepting = encrypted(url, withKey().acceptPlain()).stream("s");
    assertEquals(
        List.of("one", "planted"), Sample.texts(accepting.read()), "where plain is accepted");
    assertEquals("planted", accepting.loadSnapshot("p").orElseThrow().state().utf8());
    accepting.append(CandidateEvent.of("T", "three"));
    assertNotEquals(0, records(storage).get(2).format(), "the format of a new event");
  }

  @Test
  @Rule("E7")
  void theFormatBesideTheDataDecidesAndNotTheDataItself() {
    String url = newStore();
    EventStore store = encrypted(url, withKey().acceptPlain());
    store.stream("s").append(CandidateEvent.of("T", "one"));
    StorageHandle storage = storage(url);
    EventRecord real = records(storage).get(0);
    plant(storage, "looks", real.data(), 0);
    plant(storage, "claims", Bytes.utf8("plain"), real.format());
    plant(storage, "newer", real.data(), real.format() + 1);

    assertEquals(
        real.data(),
        Sample.read(store.stream("looks").read()).get(0).data(),
        "plain data that looks like an envelope");
    assertUnreadable(
        "claims",
        1,
        "plain data in that format",
        () -> Sample.read(store.stream("claims").read()));
    assertUnreadable(
        "newer",
        1,
        "a format of the future",
        () -> Sample.read(store.stream("newer").read()));
  }

  private static void plant(StorageHandle storage, String stream, Bytes data, int format) {
    NewEvent event = new NewEvent("P", "planted", false, List.of(), "{}", data, format);
    StreamWrite write = new StreamWrite(stream, ExpectedVersion.any(), List.of(event));
    GroupOutcome unused = storage.append(List.of(new AppendRequest(List.of(write), List.of())));
  }

  @Test
  @Rule("S3")
  void snapshotsAreStoredEncryptedAndComeBack() {
    String url = newStore();
    EventStore store = encrypted(url, withKey());
    store.stream("s").append(CandidateEvent.of("T", "one"));
    store.stream("s").saveSnapshot("p", 1, "a secret");
    store.all().saveSnapshot("p", 1, "another");

    StorageHandle storage = storage(url);
    for (String source : List.of("s", "@all")) {
      StoredSnapshot stored = snapshot(storage, source, "p");
      assertNotEquals(0, stored.format(), "the format beside the snapshot of " + source);
      assertFalse(
          new String(stored.state().toArray(), ISO_8859_1).contains("a secret"), "plain state");
    }
    Snapshot loaded = store.stream("s").loadSnapshot("p").orElseThrow();
    assertEquals("a secret", loaded.state().utf8(), "the state that comes back");
    assertEquals("another", store.all().loadSnapshot("p").orElseThrow().state().utf8());
  }

  @Test
  @Rule("E1")
  void whatAnApplicationMayAppendFitsWhenItIsEncrypted() {
    EventStore store = encrypted(newStore(), withKey());
    Bytes largest = Bytes.of(new byte[16 << 20]);
    store.stream("s").append(CandidateEvent.of("T", largest));
    store.stream("s").append(CandidateEvent.of("T"));
    List<StoredEvent> read = new ArrayList<>(Sample.read(store.stream("s").read()));
    assertTrue(read.get(0).data().equals(largest), "16 MiB of data did not come back");
    assertEquals(Bytes.empty(), read.get(1).data(), "no data");
    store.stream("s").saveSnapshot("p", 2, largest);
    assertTrue(store.stream("s").loadSnapshot("p").orElseThrow().state().equals(largest), "state");
    assertThrows(
        IllegalArgumentException.class,
        () -> store.stream("s").append(CandidateEvent.of("T", new byte[(16 << 20) + 1])),
        "more than 16 MiB");
  }
}
