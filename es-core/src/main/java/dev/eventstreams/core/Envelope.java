package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.WrappingKey;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/**
 * The bytes of encrypted data, as specified in {@code docs/envelope.md}. The header is the version
 * 1, the number of recipients and, for each recipient, the id of a key and the data key wrapped by
 * that key. Then come the nonce, the encrypted data, and the tag.
 */
final class Envelope {

  /** The format number that marks stored data as an envelope. */
  static final int FORMAT = 1;

  static final int NONCE_BYTES = 12;
  static final int TAG_BYTES = 16;

  private static final byte VERSION = 1;
  private static final int KEY_ID_BYTES = 16;

  private Envelope() {}

  /** A data key, wrapped for a recipient by the key with this id. */
  record WrappedKey(UUID keyId, Bytes wrapped) {}

  /**
   * Wraps a key of 32 bytes.
   *
   * @throws IllegalStateException if the ring's key wraps it in no bytes or in too many
   */
  static byte[] wrap(WrappingKey by, byte[] key) {
    byte[] wrapped = by.wrap(key);
    if (wrapped.length < 1 || wrapped.length > WrappingKey.MAX_WRAPPED_BYTES) {
      throw new IllegalStateException("the key ring wrapped a key in " + wrapped.length
          + " bytes; it may take 1 to " + WrappingKey.MAX_WRAPPED_BYTES);
    }
    return wrapped;
  }

  /**
   * Returns the header for these recipients, ordered by key id, so that the order reveals nothing
   * about their names.
   */
  static byte[] header(List<WrappedKey> keys) {
    List<WrappedKey> ordered = new ArrayList<>(keys);
    ordered.sort(Comparator.comparing(WrappedKey::keyId));
    int length = 2;
    for (WrappedKey key : ordered) {
      length += KEY_ID_BYTES + 2 + key.wrapped().length();
    }
    ByteBuffer header = ByteBuffer.allocate(length).put(VERSION).put((byte) ordered.size());
    for (WrappedKey key : ordered) {
      header
          .putLong(key.keyId().getMostSignificantBits())
          .putLong(key.keyId().getLeastSignificantBits())
          .putShort((short) key.wrapped().length())
          .put(key.wrapped().asByteBuffer());
    }
    return header.array();
  }

  /** Encrypts data; the cipher is for AES-GCM. */
  static Bytes seal(Cipher cipher, DataKey key, byte[] nonce, byte[] bound, Bytes plain)
      throws GeneralSecurityException {
    byte[] header = key.header();
    int start = header.length + nonce.length;
    byte[] envelope = Arrays.copyOf(header, length(header, plain));
    System.arraycopy(nonce, 0, envelope, header.length, nonce.length);
    plain.copyTo(envelope, start);
    cipher.init(Cipher.ENCRYPT_MODE, key.key(), parameters(nonce, 0));
    cipher.updateAAD(bound);
    int unused = cipher.doFinal(envelope, start, plain.length(), envelope, start);
    return Bytes.of(envelope);
  }

  /**
   * Decrypts an envelope in place; the caller must not use the array afterwards. The cipher is for
   * AES-GCM.
   */
  static Bytes open(Cipher cipher, SecretKey key, byte[] envelope, int headerLength, byte[] bound)
      throws GeneralSecurityException {
    int start = headerLength + NONCE_BYTES;
    cipher.init(Cipher.DECRYPT_MODE, key, parameters(envelope, headerLength));
    cipher.updateAAD(bound);
    int length = cipher.doFinal(envelope, start, envelope.length - start, envelope, start);
    return Bytes.of(envelope, start, length);
  }

  private static GCMParameterSpec parameters(byte[] bytes, int nonceAt) {
    return new GCMParameterSpec(8 * TAG_BYTES, bytes, nonceAt, NONCE_BYTES);
  }

  /** Returns the length of the envelope that the data will have. */
  static int length(byte[] header, Bytes plain) {
    return header.length + NONCE_BYTES + plain.length() + TAG_BYTES;
  }

  /**
   * Returns the length of an envelope's header, at most 265,712 bytes.
   *
   * @throws GeneralSecurityException if the bytes cannot be an envelope
   */
  static int headerLength(byte[] envelope) throws GeneralSecurityException {
    if (envelope.length < 2 || envelope[0] != VERSION || envelope[1] == 0) {
      throw new GeneralSecurityException("it is not an envelope of version " + VERSION);
    }
    int length = 2;
    for (int left = envelope[1] & 0xff; left > 0; left--) {
      int at = length + KEY_ID_BYTES;
      if (at + 2 > envelope.length) {
        throw cutOff();
      }
      int wrapped = (envelope[at] & 0xff) << 8 | (envelope[at + 1] & 0xff);
      if (wrapped < 1 || wrapped > WrappingKey.MAX_WRAPPED_BYTES) {
        throw new GeneralSecurityException("its header has a wrapped key of " + wrapped
            + " bytes; a key has 1 to " + WrappingKey.MAX_WRAPPED_BYTES);
      }
      length = at + 2 + wrapped;
    }
    if (length + NONCE_BYTES + TAG_BYTES > envelope.length) {
      throw cutOff();
    }
    return length;
  }

  private static GeneralSecurityException cutOff() {
    return new GeneralSecurityException("the envelope is cut off, or its header was changed");
  }

  /** Returns the recipients of a header whose length was found by {@link #headerLength}. */
  static List<WrappedKey> recipients(byte[] header) {
    ByteBuffer in = ByteBuffer.wrap(header, 2, header.length - 2);
    List<WrappedKey> keys = new ArrayList<>();
    while (in.hasRemaining()) {
      UUID id = new UUID(in.getLong(), in.getLong());
      byte[] wrapped = new byte[in.getShort() & 0xffff];
      in.get(wrapped);
      keys.add(new WrappedKey(id, Bytes.of(wrapped)));
    }
    return keys;
  }
}
