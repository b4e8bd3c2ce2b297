package dev.eventstreams;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** AES-256 Key Wrap (RFC 3394) by the JDK. */
final class AesWrappingKey implements WrappingKey {

  private static final int KEY_BYTES = 32;

  private final SecretKey key;

  AesWrappingKey(byte[] key) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a key of " + key.length + " bytes; AES-256 needs " + KEY_BYTES);
    }
    this.key = new SecretKeySpec(key, "AES");
  }

  @Override
  public byte[] wrap(byte[] plain) {
    try {
      Cipher cipher = Cipher.getInstance("AESWrap");
      cipher.init(Cipher.WRAP_MODE, key);
      return cipher.wrap(new SecretKeySpec(plain, "AES"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot wrap a key with AES", e);
    }
  }

  @Override
  public byte[] unwrap(byte[] wrapped) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AESWrap");
    cipher.init(Cipher.UNWRAP_MODE, key);
    byte[] plain = cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
    if (plain.length != KEY_BYTES) {
      throw new InvalidKeyException("the wrapped key has " + plain.length + " bytes");
    }
    return plain;
  }

  @Override
  public String toString() {
    return "WrappingKey[AES-256]";
  }
}
