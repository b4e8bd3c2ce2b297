package dev.eventstreams.core;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.eventstreams.Bytes;
import dev.eventstreams.WrappingKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The bytes of a key file: {@code ES-KEYS}, a version byte, a nonce of 12 bytes, and a
 * {@link KeyBook} encrypted by AES-256-GCM with the master key. The first 8 bytes of the file are
 * the additional authenticated data. Each write has a fresh nonce, so the first 20 bytes, the
 * <em>stamp</em>, differ in every state of the file.
 */
final class KeyFileFormat {

  static final int STAMP_BYTES = 20;

  private static final byte VERSION = 2;
  private static final byte[] NAME = "ES-KEYS".getBytes(US_ASCII);
  private static final int MAGIC_BYTES = NAME.length + 1;
  private static final int NONCE_BYTES = STAMP_BYTES - MAGIC_BYTES;
  private static final int TAG_BITS = 128;
  private static final int KEY_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SecretKey masterKey;
  private final WrappingKey wrapping;

  KeyFileFormat(byte[] masterKey) {
    if (masterKey.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a master key of " + masterKey.length + " bytes; AES-256 wants " + KEY_BYTES);
    }
    this.masterKey = new SecretKeySpec(masterKey, "AES");
    this.wrapping = WrappingKey.aes(KeySetup.expand(masterKey, "es key file", new byte[0]));
  }

  KeyBook emptyBook() {
    return new KeyBook(wrapping);
  }

  byte[] encode(KeyBook book) {
    byte[] nonce = new byte[NONCE_BYTES];
    RANDOM.nextBytes(nonce);
    byte[] plain = book.encode();
    ByteBuffer file = ByteBuffer.allocate(STAMP_BYTES + plain.length + TAG_BITS / 8);
    file.put(NAME).put(VERSION).put(nonce);
    try {
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, file.array());
      int unused = cipher.doFinal(plain, 0, plain.length, file.array(), STAMP_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK has no AES-GCM", e);
    }
    return file.array();
  }

  /**
   * Returns the book.
   *
   * @throws IOException if the file is damaged, of another version, or encrypted with another master key
   */
  KeyBook decode(byte[] file) throws IOException {
    if (file.length < STAMP_BYTES + TAG_BITS / 8
        || !Arrays.equals(file, 0, NAME.length, NAME, 0, NAME.length)
        || file[NAME.length] < 1
        || file[NAME.length] > VERSION) {
      throw new IOException("it does not begin as a key file of version 1 or " + VERSION
          + ": damaged, or of a newer version");
    }
    try {
      byte[] plain =
          cipher(Cipher.DECRYPT_MODE, file).doFinal(file, STAMP_BYTES, file.length - STAMP_BYTES);
      return KeyBook.decode(plain, wrapping, file[NAME.length] == VERSION);
    } catch (GeneralSecurityException e) {
      throw new IOException("the master key does not fit, or the file was changed", e);
    }
  }

  /** Returns the stamp of a file that begins with these bytes. */
  static Bytes stamp(byte[] file) {
    return Bytes.of(file, 0, Math.min(STAMP_BYTES, file.length));
  }

  private Cipher cipher(int mode, byte[] file) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, masterKey, new GCMParameterSpec(TAG_BITS, file, MAGIC_BYTES, NONCE_BYTES));
    cipher.updateAAD(file, 0, MAGIC_BYTES);
    return cipher;
  }
}
