package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.Snapshot;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.StoredSnapshot;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which headers of envelopes are kept in memory, and how much of it they take at most. */
final class HeaderCacheTest {

  private final KeyRing keys = KeyRings.inMemory();
  private final AtomicInteger asked = new AtomicInteger();

  private final KeyRing counting = new KeyRing() {
    @Override
    public Answer find(UUID keyId) {
      asked.incrementAndGet();
      return keys.find(keyId);
    }

    @Override
    public UUID currentKey(String recipient) {
      return keys.currentKey(recipient);
    }

    @Override
    public UUID rotate(String recipient) {
      return keys.rotate(recipient);
    }

    @Override
    public ForgetResult forget(String recipient) {
      return keys.forget(recipient);
    }

    @Override
    public void destroyKeys(String recipient) {
      keys.destroyKeys(recipient);
    }
  };

  private static StoredSnapshot sealed(Vault vault) {
    return vault.seal(new Snapshot("ann", "p", 1, Bytes.utf8("state"), Instant.EPOCH), 0);
  }

  private static StoredSnapshot with(StoredSnapshot stored, byte[] state) {
    return new StoredSnapshot(
        stored.source(), stored.projection(), stored.version(), 0, Bytes.of(state), 1);
  }

  private static KeyLease.@Nullable Opened kept(Vault vault, byte[] envelope) throws Exception {
    return vault.lease().opened(envelope, Envelope.headerLength(envelope));
  }

  @Test
  void aHeaderIsKeptOnlyAfterItsKeyHasOpenedAnEnvelope() throws Exception {
    Vault vault = new Vault(keys, Encryption.with(keys), Clock.systemUTC());
    StoredSnapshot stored = sealed(vault);
    byte[] envelope = stored.state().toArray();
    byte[] changed = envelope.clone();
    changed[changed.length - 1] ^= 1;
    assertThrows(DecryptionException.class, () -> vault.open(with(stored, changed)));
    assertNull(kept(vault, changed), "the header of an envelope that did not open");

    assertEquals(Bytes.utf8("state"), vault.open(stored).bytes());
    assertNotNull(kept(vault, envelope), "the header of an envelope that opened");
  }

  @Test
  void headersOfSeveralKeysAreKept() throws Exception {
    Vault vault = new Vault(keys, Encryption.with(keys), Clock.systemUTC());
    byte[] first = sealed(vault).state().toArray();
    vault.close();
    byte[] second = sealed(vault).state().toArray();
    StoredSnapshot stored = sealed(vault);
    for (byte[] envelope : List.of(first, second, first)) {
      assertEquals(Bytes.utf8("state"), vault.open(with(stored, envelope)).bytes());
    }
    KeyLease.Opened kept = kept(vault, first);
    assertNotNull(kept);
    assertSame(kept, kept(vault, first));
    assertNotNull(kept(vault, second));
    assertSame(kept, kept(vault, first));
  }

  @Test
  void headerWithAPlantedKeyIsNotKept() throws Exception {
    Vault vault = new Vault(keys, Encryption.with(keys).redactUnknown(), Clock.systemUTC());
    StoredSnapshot stored = sealed(vault);
    byte[] planted = stored.state().toArray();
    ByteBuffer.wrap(planted).putLong(2, 7).putLong(10, 8);

    assertEquals(
        Content.NOT_FOR_READER, vault.open(with(stored, planted)), "data for a planted key");
    assertNull(kept(vault, planted), "the header with a planted key");
  }

  @Test
  void aForgottenKeyIsLookedUpOnce() {
    StoredSnapshot stored = sealed(new Vault(keys, Encryption.with(keys), Clock.systemUTC()));
    ForgetResult unused = keys.forget("ann");
    Vault over = new Vault(counting, Encryption.with(keys), Clock.systemUTC());
    for (int i = 0; i < 10; i++) {
      assertEquals(Content.FORGOTTEN, over.open(stored), "forgotten data");
    }
    assertEquals(1, asked.get(), "look-ups of a forgotten key");
  }

  @Test
  void anUnknownKeyIsLookedUpAgainUnlessUnknownDataIsRedacted() {
    KeyRing foreign = KeyRings.inMemory();
    StoredSnapshot others = sealed(new Vault(foreign, Encryption.with(foreign), Clock.systemUTC()));
    Vault strict = new Vault(counting, Encryption.with(keys), Clock.systemUTC());
    Vault over = new Vault(counting, Encryption.with(keys).redactUnknown(), Clock.systemUTC());
    for (int i = 0; i < 10; i++) {
      assertThrows(DecryptionException.class, () -> strict.open(others));
    }
    assertEquals(10, asked.getAndSet(0), "look-ups of a key that is wanted");
    for (int i = 0; i < 10; i++) {
      assertEquals(Content.NOT_FOR_READER, over.open(others), "data for other recipients");
    }
    assertEquals(1, asked.get(), "look-ups of a key that is not wanted");
  }

  @Test
  void failureToDecryptIsReportedWithTheIdOfTheKey() {
    KeyRing foreign = KeyRings.inMemory();
    StoredSnapshot others = sealed(new Vault(foreign, Encryption.with(foreign), Clock.systemUTC()));
    byte[] state = others.state().toArray();
    UUID id = new UUID(ByteBuffer.wrap(state).getLong(2), ByteBuffer.wrap(state).getLong(10));

    Vault ofPeople = new Vault(keys, Encryption.with(keys), Clock.systemUTC());
    String people =
        assertThrows(DecryptionException.class, () -> ofPeople.open(others)).toString();
    assertTrue(people.contains("encrypted for others") && people.contains("redactUnknown"), people);
    assertTrue(people.contains(id.toString()), people);
    Vault ofOneKey = new Vault(keys, Encryption.withKey(new byte[32]), Clock.systemUTC());
    String one =
        assertThrows(DecryptionException.class, () -> ofOneKey.open(others)).toString();
    assertTrue(one.contains("encrypted with another key, " + id), one);
  }

  @Test
  void headersTakeAtMostEightMebibytes() {
    KeyLease lease = new KeyLease(keys, Clock.systemUTC());
    Random random = new Random(1);
    List<byte[]> headers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      byte[] header = new byte[265_712];
      random.nextBytes(header);
      headers.add(header);
      lease.keep(new KeyLease.Opened(header, new SecretKeySpec(new byte[32], "AES")));
    }
    long kept = headers.stream()
        .filter(header -> lease.opened(header, header.length) != null)
        .count();
    assertTrue(kept > 0 && kept * 265_712 <= 8 << 20, kept + " headers are kept");
  }

  @Test
  void aWrappedKeyInAHeaderHasAMaximumLength() throws Exception {
    for (int wrapped : List.of(1, 40, WrappingKey.MAX_WRAPPED_BYTES)) {
      assertEquals(2 + 18 + wrapped, Envelope.headerLength(envelope(wrapped)));
    }
    for (int wrapped : List.of(0, WrappingKey.MAX_WRAPPED_BYTES + 1, 65_535)) {
      GeneralSecurityException refused = assertThrows(
          GeneralSecurityException.class, () -> Envelope.headerLength(envelope(wrapped)));
      assertTrue(String.valueOf(refused.getMessage()).contains(" " + wrapped + " bytes"));
    }
  }

  private static byte[] envelope(int wrapped) {
    return ByteBuffer.allocate(2 + 18 + wrapped + 28)
        .put(new byte[] {1, 1})
        .putShort(18, (short) wrapped)
        .array();
  }

  @Test
  void aHeaderHoldsTheMaximumOfRecipients() {
    Set<String> many = new HashSet<>();
    IntStream.range(0, Recipients.MAX).forEach(i -> many.add("reader " + i));
    DataKey key = new KeyLease(keys, Clock.systemUTC()).dataKey(many);
    assertEquals(2 + 255 * 58, key.header().length);
    assertEquals(255, Envelope.recipients(key.header()).size());
  }
}
