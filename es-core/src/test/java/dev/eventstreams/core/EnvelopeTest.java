package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.Bytes;
import dev.eventstreams.WrappingKey;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of the length of wrapped keys, headers and envelopes. */
final class EnvelopeTest {

  private static final UUID ID = new UUID(1, 2);

  private static WrappingKey wrappingIn(int bytes) {
    return new WrappingKey() {
      @Override
      public byte[] wrap(byte[] key) {
        return new byte[bytes];
      }

      @Override
      public byte[] unwrap(byte[] wrapped) {
        return new byte[32];
      }
    };
  }

  /** Returns the shortest envelope with one recipient, which has no data. */
  private static byte[] envelope(int wrappedBytes) {
    byte[] header =
        Envelope.header(List.of(new Envelope.WrappedKey(ID, Bytes.of(new byte[wrappedBytes]))));
    return Arrays.copyOf(header, Envelope.length(header, Bytes.empty()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 40, 1_023, 1_024})
  void keyRingMayWrapAKeyIn1To1024Bytes(int bytes) throws Exception {
    assertEquals(bytes, Envelope.wrap(wrappingIn(bytes), new byte[32]).length);
    byte[] envelope = envelope(bytes);
    int header = Envelope.headerLength(envelope);
    assertEquals(2 + 16 + 2 + bytes, header);
    Envelope.WrappedKey read =
        Envelope.recipients(Arrays.copyOf(envelope, header)).get(0);
    assertEquals(ID, read.keyId());
    assertEquals(bytes, read.wrapped().length());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1_025, 65_535})
  void wrappedKeyOfAnotherLengthIsRefused(int bytes) {
    assertThrows(IllegalStateException.class, () -> Envelope.wrap(wrappingIn(bytes), new byte[32]));
    byte[] envelope = envelope(bytes);
    assertThrows(GeneralSecurityException.class, () -> Envelope.headerLength(envelope));
  }

  @Test
  void envelopeThatIsCutOffAnywhereIsRefused() throws Exception {
    byte[] whole = envelope(40);
    assertEquals(60, Envelope.headerLength(whole));
    for (int length = 0; length < whole.length; length++) {
      byte[] part = Arrays.copyOf(whole, length);
      assertThrows(GeneralSecurityException.class, () -> Envelope.headerLength(part));
    }
  }

  @Test
  void recipientsOfAHeaderAreInTheOrderOfTheirIdsAndNotOfTheirNames() {
    List<Envelope.WrappedKey> keys = List.of(
        new Envelope.WrappedKey(new UUID(3, 0), Bytes.utf8("c")),
        new Envelope.WrappedKey(new UUID(1, 0), Bytes.utf8("a")),
        new Envelope.WrappedKey(new UUID(2, 0), Bytes.utf8("b")));
    assertEquals(
        List.of(new UUID(1, 0), new UUID(2, 0), new UUID(3, 0)),
        Envelope.recipients(Envelope.header(keys)).stream()
            .map(Envelope.WrappedKey::keyId)
            .toList());
  }
}
