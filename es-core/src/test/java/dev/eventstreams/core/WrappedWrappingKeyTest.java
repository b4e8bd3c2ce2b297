package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.WrappingKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A key that is unwrapped for each use is erased afterwards. */
final class WrappedWrappingKeyTest {

  private final List<byte[]> unwrapped = new ArrayList<>();
  private final WrappingKey outer = new WrappingKey() {
    @Override
    public byte[] wrap(byte[] key) {
      return key.clone();
    }

    @Override
    public byte[] unwrap(byte[] wrapped) {
      byte[] key = wrapped.clone();
      unwrapped.add(key);
      return key;
    }
  };
  private final WrappedWrappingKey key = new WrappedWrappingKey(
      outer, "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII));

  private void assertErased() {
    unwrapped.forEach(bytes -> assertArrayEquals(new byte[32], bytes));
  }

  @Test
  void keyIsErasedAfterEachUse() throws GeneralSecurityException {
    byte[] data = {
      1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8
    };
    byte[] wrapped = key.wrap(data);
    assertErased();
    assertArrayEquals(data, key.unwrap(wrapped));
    assertErased();
  }

  @Test
  void keyIsErasedAlsoIfItsUseFails() {
    assertThrows(Exception.class, () -> key.wrap(new byte[3]));
    assertErased();
    assertThrows(Exception.class, () -> key.unwrap(new byte[40]));
    assertErased();
  }

  @Test
  void randomKeysDiffer() {
    byte[] wrapped = WrappedWrappingKey.random().wrap(new byte[32]);
    assertThrows(
        GeneralSecurityException.class, () -> WrappedWrappingKey.random().unwrap(wrapped));
    assertThrows(
        GeneralSecurityException.class, () -> WrappingKey.aes(new byte[32]).unwrap(wrapped));
  }
}
