package dev.eventstreams;

import java.security.GeneralSecurityException;

/**
 * A key that encrypts only other keys. Safe for use by many threads; {@code toString} never shows
 * the key.
 */
public interface WrappingKey {

  /** The most bytes that a wrapped key may have. */
  int MAX_WRAPPED_BYTES = 1_024;

  /**
   * Encrypts a key of 32 bytes.
   *
   * @return 1 to {@value #MAX_WRAPPED_BYTES} bytes, which only this key can decrypt
   */
  byte[] wrap(byte[] key);

  /**
   * Decrypts a wrapped key.
   *
   * @throws GeneralSecurityException if the key was not wrapped with this key, or was changed since
   */
  byte[] unwrap(byte[] wrapped) throws GeneralSecurityException;

  /**
   * Returns a key for AES Key Wrap (RFC 3394), which wraps 32 bytes in 40 bytes and detects every
   * change.
   *
   * @param key 32 bytes, which are copied
   * @throws IllegalArgumentException if the array does not have 32 bytes
   */
  static WrappingKey aes(byte[] key) {
    return new AesWrappingKey(key);
  }
}
