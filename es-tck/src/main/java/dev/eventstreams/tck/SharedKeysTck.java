package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.KeyRings;
import dev.eventstreams.spi.EventRecord;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * For backends that declare {@code MULTI_PROCESS}: several JVMs that encrypt with the keys of one
 * key file.
 */
public abstract class SharedKeysTck extends EncryptedStores {

  private static final int THREADS = 16;
  private static final int EVENTS_OF_A_THREAD = 33_000;

  @TempDir
  Path keys;

  /** For a backend's own class. */
  protected SharedKeysTck() {}

  @Test
  @Rule("E6")
  void noProcessReadsOrRevivesAForgottenKeyAMinuteLater() {
    String url = newStore();
    Path file = keys.resolve("keys");
    KeyRing ring = KeyRings.createFile(file, Sealer.MASTER_KEY);
    EventStore store = encrypted(url, Encryption.with(ring));
    try (Fork other = Fork.start();
        Fork third = Fork.start()) {
      assertEquals("opened", other.ask("ring " + file + " " + url));
      assertEquals("opened", third.ask("ring " + file + " " + url));
      store.stream("ann").append(CandidateEvent.of("Said", "one"));
      assertEquals("said", other.ask("say ann two"));
      assertEquals("heard one two", third.ask("hear ann"), "heard before");
      UUID key = ring.currentKey("ann");

      store.forget("ann");

      assertEquals("rotated", other.ask("rotate bob"), "the second writer of the key file");
      assertEquals("rotated", third.ask("rotate cem"), "the third writer of the key file");
      String within = other.ask("say ann three");
      assertTrue(Set.of("said", "forgotten").contains(within), "answer within a minute: " + within);
      for (Fork process : List.of(other, third)) {
        assertEquals("waited", process.ask("wait 61"));
        assertEquals("forgotten", process.ask("say ann four"), "the answer to an append for ann");
        String heard = process.ask("hear ann");
        assertTrue(heard.matches("heard( -){2,3}"), "heard 61 s later: " + heard);
        assertEquals("rotated", process.ask("rotate bob"), "a writer of the key file, again");
      }
      for (KeyRing known : List.of(ring, KeyRings.openFile(file, Sealer.MASTER_KEY))) {
        assertInstanceOf(KeyRing.Forgotten.class, known.find(key), "the key, in the end");
        assertThrows(RecipientForgottenException.class, () -> known.currentKey("ann"));
      }
      EventStore fresh =
          encrypted(url, Encryption.with(KeyRings.openFile(file, Sealer.MASTER_KEY)));
      assertTrue(
          Sample.read(fresh.stream("ann").read()).stream().allMatch(event -> event.redacted()),
          "ann's events, read by a new store");
    }
  }

  @Test
  @Tag("soak")
  @Rule("E2")
  void aMillionNoncesOfManyThreadsAndTwoProcessesNeverRepeat() {
    String url = newStore();
    Path file = keys.resolve("keys");
    EventStore store =
        encrypted(url, Encryption.with(KeyRings.createFile(file, Sealer.MASTER_KEY)));
    try (Fork other = Fork.start()) {
      assertEquals("opened", other.ask("ring " + file + " " + url));
      other.tell("seal s " + THREADS + " " + EVENTS_OF_A_THREAD);
      Sealer.seal(store, "s", THREADS, EVENTS_OF_A_THREAD);
      Work.until(patience().multipliedBy(8), "the other process has written", other::hasAnswered);
      assertEquals("sealed", other.hear());
    }
    Set<Bytes> nonces = new HashSet<>();
    Map<Bytes, Long> dataKeys = new HashMap<>();
    for (EventRecord event : records(storage(url))) {
      StoredEnvelope envelope = StoredEnvelope.of(event);
      assertTrue(nonces.add(envelope.nonce()), "a nonce was used twice: " + event.position());
      dataKeys.merge(envelope.header(), 1L, Long::sum);
    }
    assertEquals(2 * THREADS * EVENTS_OF_A_THREAD, nonces.size(), "nonces");
    assertTrue(
        dataKeys.size() >= 4, "data keys of two processes and two people: " + dataKeys.size());
    assertTrue(
        dataKeys.values().stream().allMatch(uses -> uses <= 1 << 20),
        "events of a data key: " + dataKeys.values());
  }
}
