package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.KeyRing;
import dev.eventstreams.WrappingKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DataKeysTest {

  private final Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
  private final KeyRing ring = KeyRings.inMemory();
  private final DataKeys keys = new DataKeys(ring, clock);
  private final KeyLease lease = new KeyLease(clock);

  @Test
  void aKeyServesAMillionEventsAndAnotherTakesOver() {
    DataKey first = keys.use(Set.of("ann"), lease);
    for (int i = 1; i < 1 << 20; i++) {
      assertSame(first, keys.use(Set.of("ann"), lease));
    }
    DataKey second = keys.use(Set.of("ann"), lease);
    assertNotSame(first, second);
    assertSame(second, keys.use(Set.of("ann"), lease));
  }

  @Test
  void aKeyIsCheckedOnceInEachLease() {
    DataKey first = keys.use(Set.of("ann"), lease);
    UUID unused = ring.rotate("ann");
    assertSame(first, keys.use(Set.of("ann"), lease));
    assertNotSame(first, keys.use(Set.of("ann"), new KeyLease(clock)));
  }

  @Test
  void aServicesWrappedKeyMayHaveItsOwnLengthWithinLimits() {
    UUID id = UUID.randomUUID();
    assertEquals(
        2 + 16 + 2 + 1_024,
        new DataKeys(wrappingInto(id, 1_024), clock).use(Set.of("ann"), lease).header().length);
    assertThrows(
        IllegalStateException.class,
        () -> new DataKeys(wrappingInto(id, 1_025), clock).use(Set.of("ann"), lease));
    assertThrows(
        IllegalStateException.class,
        () -> new DataKeys(wrappingInto(id, 0), clock).use(Set.of("ann"), lease));
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
