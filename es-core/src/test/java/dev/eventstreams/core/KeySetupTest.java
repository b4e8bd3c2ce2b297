package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.DecryptionException;
import dev.eventstreams.ForgetResult;
import dev.eventstreams.KeyRing;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The settled setup of a store's key: a database or a ring that shows something else gains nothing.
 */
final class KeySetupTest {

  private static final byte[] KEY = new byte[32];

  private final Map<String, byte[]> values = new LinkedHashMap<>();
  private Runnable beforePut = () -> {};
  private final StorageHandle storage = FakeHandle.of((method, arguments) -> switch (method) {
    case "value" -> values.get((String) arguments[0]);
    case "putIfAbsent" -> put((String) arguments[0], (byte[]) arguments[1]);
    case "head" -> new StreamHead(0, 0, 0);
    default -> null;
  });

  private byte[] put(String name, byte[] value) {
    Runnable before = beforePut;
    beforePut = () -> {};
    before.run();
    byte[] stands = values.putIfAbsent(name, value);
    return stands == null ? value : stands;
  }

  /** A ring that has another key under each id. */
  private record Forged(KeyRing genuine) implements KeyRing {

    @Override
    public Answer find(UUID keyId) {
      return genuine.find(keyId) instanceof Known known
          ? new Known(known.recipient(), WrappingKey.aes(new byte[32]))
          : new Unknown();
    }

    @Override
    public UUID currentKey(String recipient) {
      return genuine.currentKey(recipient);
    }

    @Override
    public UUID rotate(String recipient) {
      return genuine.rotate(recipient);
    }

    @Override
    public ForgetResult forget(String recipient) {
      return genuine.forget(recipient);
    }

    @Override
    public void destroyKeys(String recipient) {
      genuine.destroyKeys(recipient);
    }
  }

  @Test
  void ringWithAnotherKeyUnderTheSameIdIsRefused() {
    KeyRing ring = KeyRings.inMemory();
    assertSame(ring, new KeySetup(storage, false).withRing(ring));
    assertSame(ring, new KeySetup(storage, false).withRing(ring));
    DecryptionException refused = assertThrows(
        DecryptionException.class, () -> new KeySetup(storage, false).withRing(new Forged(ring)));
    assertTrue(refused.toString().contains("nowhere"), refused.toString());
  }

  @Test
  void storeThatBecomesPlainMeanwhileIsNotOpenedWithAKey() {
    beforePut = () -> StoredSetup.plain().settle(storage, StoredSetup.FIRST);
    assertThrows(DecryptionException.class, () -> new KeySetup(storage, false).withKey(KEY));
    assertEquals(List.of(StoredSetup.FIRST), List.copyOf(values.keySet()));
  }

  @Test
  void storeThatBecomesPlainMeanwhileIsEncryptedFromNowOnIfPlainDataIsAccepted() {
    beforePut = () -> StoredSetup.plain().settle(storage, StoredSetup.FIRST);
    KeyRing first = new KeySetup(storage, true).withKey(KEY);
    assertEquals(List.of(StoredSetup.FIRST, StoredSetup.SINCE), List.copyOf(values.keySet()));
    KeyRing again = new KeySetup(storage, true).withKey(KEY);
    assertEquals(first.currentKey(KeyRing.RING), again.currentKey(KeyRing.RING));
  }

  @Test
  void setupThatIsCutOffIsRefusedAsDamaged() {
    KeyRing unused = new KeySetup(storage, false).withKey(KEY);
    byte[] settled = Objects.requireNonNull(values.get(StoredSetup.FIRST));
    for (int length = 0; length <= 18; length++) { // version, kind, id
      values.put(StoredSetup.FIRST, Arrays.copyOf(settled, length));
      DecryptionException refused =
          assertThrows(DecryptionException.class, () -> new KeySetup(storage, false).withKey(KEY));
      assertTrue(refused.toString().contains("damaged"), refused.toString());
    }
    values.put(StoredSetup.FIRST, Arrays.copyOf(settled, 19));
    assertThrows(DecryptionException.class, () -> new KeySetup(storage, false).withKey(KEY));
  }

  @Test
  void keyOfAnotherKindIsRefusedWithTheMethodThatOpensTheStore() {
    KeyRing unused = new KeySetup(storage, false).withKey(KEY);
    DecryptionException refused = assertThrows(
        DecryptionException.class,
        () -> new KeySetup(storage, false).withRing(KeyRings.inMemory()));
    assertTrue(refused.toString().contains("Encryption.withKey"), refused.toString());
  }

  @Test
  void settledSetupIsNeverReplaced() {
    KeyRing unused = new KeySetup(storage, false).withKey(KEY);
    byte[] settled = Objects.requireNonNull(values.get(StoredSetup.FIRST)).clone();
    assertThrows(
        DecryptionException.class, () -> new KeySetup(storage, false).withKey(new byte[] {1}));
    assertThrows(
        DecryptionException.class, () -> new KeySetup(storage, true).withRing(KeyRings.inMemory()));
    assertArrayEquals(settled, values.get(StoredSetup.FIRST));
    assertEquals(1, values.size());
  }
}
