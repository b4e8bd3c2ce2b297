package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.KeyRing;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageLimits;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Appends of so many events that several threads encrypt them (E2, E4). */
final class SealingTest {

  private static final int MANY = 5_000;

  private final KeyRing ring = KeyRings.inMemory();

  private List<NewEvent> encoded(Encryption encryption, int events, StorageLimits backend) {
    Vault vault = new Vault(ring, encryption, Clock.systemUTC());
    List<CandidateEvent> candidates = IntStream.range(0, events)
        .mapToObj(i -> CandidateEvent.of("T", "data " + i).withIdempotencyKey("key " + i))
        .toList();
    return new AppendEncoder(StoreOptions.defaults(), backend, vault)
        .encode(AppendBatch.of("s", ExpectedVersion.any(), candidates))
        .request()
        .writes()
        .get(0)
        .events();
  }

  @Test
  void theyStayInOrderAndEachHasANonceOfItsOwn() {
    Encryption encryption = Encryption.with(ring);
    List<NewEvent> events = encoded(encryption, MANY, StorageLimits.none());
    Vault reader = new Vault(ring, encryption, Clock.systemUTC());
    Set<Bytes> nonces = new HashSet<>();
    for (int i = 0; i < MANY; i++) {
      NewEvent event = events.get(i);
      assertEquals("key " + i, event.id());
      assertEquals(Envelope.FORMAT, event.format());
      assertEquals(Bytes.utf8("data " + i), reader.open(stored(event)));
      nonces.add(Bytes.of(event.data().toArray(), 60, Envelope.NONCE_BYTES));
    }
    assertEquals(MANY, nonces.size());
  }

  private static EventRecord stored(NewEvent event) {
    return new EventRecord(
        "s",
        1,
        1,
        0,
        event.type(),
        event.id(),
        true,
        event.metadata(),
        event.data(),
        event.format());
  }

  @Test
  void theThreadThatAppendsIsAskedWhomEachIsForInOrder() {
    List<String> asked = new ArrayList<>();
    Set<Thread> threads = new HashSet<>();
    Encryption encryption = Encryption.with(ring).recipients((stream, event) -> {
      asked.add(event.idempotencyKey());
      threads.add(Thread.currentThread());
      return asked.size() % 2 == 0 ? Set.of("ann") : Set.of("ann", "bob");
    });
    List<NewEvent> events = encoded(encryption, MANY, StorageLimits.none());
    assertEquals(events.stream().map(NewEvent::id).toList(), asked);
    assertEquals(Set.of(Thread.currentThread()), threads);
    assertEquals(2, events.get(0).data().toArray()[1]);
    assertEquals(1, events.get(1).data().toArray()[1]);
  }

  @Test
  void theirEnvelopesCountAgainstTheBackendsLimitBeforeTheyAreMade() {
    StorageLimits tight = new StorageLimits(1_000, MANY, 90 * MANY);
    IllegalArgumentException refused = assertThrows(
        IllegalArgumentException.class, () -> encoded(Encryption.with(ring), MANY, tight));
    assertTrue(
        refused.toString().endsWith("bytes or more; the limit is 450000"), refused::toString);
  }
}
