package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.KeyRing;
import dev.eventstreams.WrappingKey;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DataKeysTest {

  private final DataKeys keys = new DataKeys(KeyRings.inMemory());

  @Test
  void aKeyServesAMillionEventsAndThenANewKeyFollows() {
    DataKey first = keys.use(Set.of("ann"));
    for (int i = 1; i < 1 << 20; i++) {
      assertSame(first, keys.use(Set.of("ann")));
    }
    DataKey second = keys.use(Set.of("ann"));
    assertNotSame(first, second);
    assertSame(second, keys.use(Set.of("ann")));
  }

  @Test
  void aWrappedKeyMayHaveAnyLengthWithinTheLimits() {
    UUID id = UUID.randomUUID();
    assertEquals(
        2 + 16 + 2 + 1_024,
        new DataKeys(wrappingInto(id, 1_024)).use(Set.of("ann")).header().length);
    for (int length : new int[] {0, 1_025}) {
      DataKeys wrong = new DataKeys(wrappingInto(id, length));
      assertThrows(IllegalStateException.class, () -> wrong.use(Set.of("ann")));
    }
  }

  private static KeyRing wrappingInto(UUID id, int length) {
    return new SingleKeyRing(id, new WrappingKey() {
      @Override
      public byte[] wrap(byte[] key) {
        return new byte[length];
      }

      @Override
      public byte[] unwrap(byte[] wrapped) {
        return new byte[32];
      }
    });
  }
}
