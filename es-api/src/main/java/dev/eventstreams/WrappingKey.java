package dev.eventstreams;

import java.security.GeneralSecurityException;

/** A key that encrypts keys, and nothing else. Safe for use by many threads; never shown by {@code toString}. */
public interface WrappingKey {

  /** The most bytes that a wrapped key may have. */
  int MAX_WRAPPED_BYTES = 1_024;

  /**
   * Encrypts a key of 32 bytes.
   *
   * @return 1 to {@value #MAX_WRAPPED_BYTES} bytes, from which only this key gets the other back
   */
  byte[] wrap(byte[] key);

  /**
   * Decrypts a key that was wrapped.
   *
   * @throws GeneralSecurityException if it was not wrapped with this key, or was changed since
   */
  byte[] unwrap(byte[] wrapped) throws GeneralSecurityException;

  /**
   * Returns a key for AES Key Wrap (RFC 3394), which makes 40 bytes of 32, and notices every change.
   *
   * @param key 32 bytes, copied
   * @throws IllegalArgumentException if they are not 32
   */
  static WrappingKey aes(byte[] key) {
    return new AesWrappingKey(key);
  }
}
