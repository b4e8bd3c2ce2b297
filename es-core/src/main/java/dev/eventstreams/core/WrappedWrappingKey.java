package dev.eventstreams.core;

import dev.eventstreams.WrappingKey;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;

/** A key that is held wrapped by another key. Each use unwraps it and erases it afterwards. */
final class WrappedWrappingKey implements WrappingKey {

  private final WrappingKey outer;
  private final byte[] wrapped;

  WrappedWrappingKey(WrappingKey outer, byte[] wrapped) {
    this.outer = outer;
    this.wrapped = wrapped;
  }

  /** Returns a new random key, which only the caller holds. */
  static WrappingKey random() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return WrappingKey.aes(key);
  }

  @Override
  public byte[] wrap(byte[] key) {
    byte[] own;
    try {
      own = outer.unwrap(wrapped);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key ring holds a key that it did not wrap", e);
    }
    try {
      return WrappingKey.aes(own).wrap(key);
    } finally {
      Arrays.fill(own, (byte) 0);
    }
  }

  @Override
  public byte[] unwrap(byte[] other) throws GeneralSecurityException {
    byte[] own = outer.unwrap(wrapped);
    try {
      return WrappingKey.aes(own).unwrap(other);
    } finally {
      Arrays.fill(own, (byte) 0);
    }
  }

  @Override
  public String toString() {
    return "WrappingKey[wrapped]";
  }
}
