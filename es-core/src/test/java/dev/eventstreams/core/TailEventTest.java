package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageLimits;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * An event that many watches take is decoded once, and again if its keys may have been forgotten
 * (contract E6).
 */
final class TailEventTest {

  private final KeyRing ring = KeyRings.inMemory();
  private final Encryption encryption = Encryption.with(ring);

  private static TailEvent event(StoreOptions options, @Nullable Vault vault) {
    AppendEncoder encoder = new AppendEncoder(options, StorageLimits.none(), vault);
    NewEvent event = encoder
        .encode(AppendBatch.of("ann", ExpectedVersion.any(), CandidateEvent.of("T", "data")))
        .request()
        .writes()
        .get(0)
        .events()
        .get(0);
    return new TailEvent(new EventRecord(
        "ann",
        1,
        1,
        0,
        "T",
        event.id(),
        false,
        event.tags(),
        event.metadata(),
        event.data(),
        event.format()));
  }

  @Test
  void plainEventIsDecodedOnce() {
    StoreOptions options = StoreOptions.defaults();
    EventCodec codec = new EventCodec(options, StorageLimits.none(), null);
    TailEvent event = event(options, null);
    StoredEvent first = event.decode(codec);
    assertEquals("data", first.data().utf8());
    assertSame(first, event.decode(codec));
  }

  @Test
  void encryptedEventIsDecodedOnceInALeaseAndAgainAfterAForget() {
    StoreOptions options = StoreOptions.defaults().withEncryption(encryption);
    Vault vault = new Vault(ring, encryption, Clock.systemUTC());
    EventCodec codec = new EventCodec(options, StorageLimits.none(), vault);
    TailEvent event = event(options, vault);
    StoredEvent first = event.decode(codec);
    assertEquals("data", first.data().utf8());
    assertSame(first, event.decode(codec));

    ForgetResult unused = vault.forget("ann");

    StoredEvent forgotten = event.decode(codec);
    assertNotSame(first, forgotten);
    assertTrue(forgotten.redacted());
    assertFalse(first.redacted());
  }
}
