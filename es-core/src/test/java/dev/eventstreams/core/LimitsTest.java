package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.KeyRing;
import dev.eventstreams.Snapshot;
import dev.eventstreams.spi.StorageLimits;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The largest value that a limit allows, and the smallest that it refuses. */
final class LimitsTest {

  @Test
  void smallestLimitsAreAllowed() {
    assertEquals(1, new Limits(1, 2, 1, 1).maxDataBytes());
    assertThrows(IllegalArgumentException.class, () -> new Limits(0, 2, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 2, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 2, 1, 0));
  }

  @Test
  void appendOfExactlyTheLimitIsAccepted() {
    Limits limits = new Limits(100, 100, 10, 24);
    AppendEncoder encoder =
        new AppendEncoder(StoreOptions.defaults().withLimits(limits), StorageLimits.none(), null);
    CandidateEvent event = CandidateEvent.of("T", Bytes.utf8("1234567890")); // and metadata {}
    AppendEncoder.Encoded taken =
        encoder.encode(AppendBatch.of("s", ExpectedVersion.any(), List.of(event, event)));
    assertEquals(24 + 3 * 128, taken.bytes()); // with the overhead of the events and the append
    CandidateEvent larger = CandidateEvent.of("T", Bytes.utf8("12345678901"));
    IllegalArgumentException refused = assertThrows(
        IllegalArgumentException.class,
        () -> encoder.encode(AppendBatch.of("s", ExpectedVersion.any(), List.of(event, larger))));
    assertTrue(refused.toString().contains("25 bytes or more; the limit is 24"));
  }

  @Test
  void envelopeAboveTheLimitOfTheBackendIsRefused() {
    KeyRing ring = KeyRings.inMemory();
    Encryption encryption = Encryption.with(ring);
    Vault vault = new Vault(ring, encryption, Clock.systemUTC());
    CandidateEvent event = CandidateEvent.of("T", Bytes.utf8("1234567890"));
    AppendBatch batch = AppendBatch.of("s", ExpectedVersion.any(), List.of(event));
    int envelope = 60 + 12 + 10 + 16; // header, nonce, data, tag
    AppendEncoder.Encoded taken = new AppendEncoder(
            StoreOptions.defaults(), new StorageLimits(envelope, 10, 1_000), vault)
        .encode(batch);
    assertEquals(envelope + 2 + 2 * 128, taken.bytes());
    AppendEncoder tight = new AppendEncoder(
        StoreOptions.defaults(), new StorageLimits(envelope - 1, 10, 1_000), vault);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> tight.encode(batch));
    assertTrue(refused.toString().contains("encrypted data of 98 bytes"), refused.toString());
  }

  @Test
  void stateOfASnapshotHasTheLimitOfData() {
    Limits limits = new Limits(10, 100, 10, 1_000);
    EventCodec codec =
        new EventCodec(StoreOptions.defaults().withLimits(limits), StorageLimits.none(), null);
    Snapshot fits = new Snapshot("s", "p", 1, Bytes.utf8("1234567890"), Instant.EPOCH);
    assertEquals(10, codec.encode(fits).state().length());
    Snapshot large = new Snapshot("s", "p", 1, Bytes.utf8("12345678901"), Instant.EPOCH);
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> codec.encode(large));
    assertTrue(refused.toString().contains("state of 11 bytes"), refused.toString());
  }

  @Test
  void deferredStateIsResolvedBeforeTheBackendGetsIt() {
    AtomicInteger made = new AtomicInteger();
    Bytes late = Bytes.deferred(1, () -> {
      made.incrementAndGet();
      return Bytes.utf8("x");
    });
    EventCodec codec = new EventCodec(StoreOptions.defaults(), StorageLimits.none(), null);
    assertEquals(
        1, codec.encode(new Snapshot("s", "p", 1, late, Instant.EPOCH)).state().length());
    assertEquals(1, made.get());
  }
}
