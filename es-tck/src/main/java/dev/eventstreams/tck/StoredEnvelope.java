package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.eventstreams.Bytes;
import dev.eventstreams.KeyRing;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * An envelope, parsed and decrypted by the description in {@code docs/envelope.md} alone.
 *
 * @param header all bytes before the nonce
 * @param keyIds the ids of the recipients' keys
 * @param wrapped the data key, wrapped for each recipient
 * @param nonce 12 bytes
 * @param sealed the encrypted data and the tag
 */
record StoredEnvelope(
    Bytes header, List<UUID> keyIds, List<Bytes> wrapped, Bytes nonce, Bytes sealed) {

  static StoredEnvelope parse(Bytes stored) {
    ByteBuffer in = ByteBuffer.wrap(stored.toArray());
    byte version = in.get();
    if (version != 1) {
      throw new AssertionError("an envelope of version " + version + ", not 1");
    }
    int recipients = in.get() & 0xff;
    List<UUID> ids = new ArrayList<>();
    List<Bytes> wrapped = new ArrayList<>();
    for (int i = 0; i < recipients; i++) {
      ids.add(new UUID(in.getLong(), in.getLong()));
      wrapped.add(take(in, in.getShort() & 0xffff));
    }
    Bytes header = Bytes.of(stored.toArray(), 0, in.position());
    return new StoredEnvelope(header, ids, wrapped, take(in, 12), take(in, in.remaining()));
  }

  static StoredEnvelope of(EventRecord event) {
    return parse(event.data());
  }

  private static Bytes take(ByteBuffer in, int length) {
    byte[] bytes = new byte[length];
    in.get(bytes);
    return Bytes.of(bytes);
  }

  /** Returns the bytes that are stored. */
  Bytes join() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(1);
      out.writeByte(keyIds.size());
      for (int i = 0; i < keyIds.size(); i++) {
        out.writeLong(keyIds.get(i).getMostSignificantBits());
        out.writeLong(keyIds.get(i).getLeastSignificantBits());
        out.writeShort(wrapped.get(i).length());
        out.write(wrapped.get(i).toArray());
      }
      out.write(nonce.toArray());
      out.write(sealed.toArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Bytes.of(bytes.toByteArray());
  }

  /** Returns the same envelope with the given ones of its recipients, in the given order. */
  StoredEnvelope withRecipients(int... which) {
    List<UUID> ids = new ArrayList<>();
    List<Bytes> keys = new ArrayList<>();
    for (int i : which) {
      ids.add(keyIds.get(i));
      keys.add(wrapped.get(i));
    }
    return parse(new StoredEnvelope(header, ids, keys, nonce, sealed).join());
  }

  /** Returns the same content with the recipients of another envelope. */
  StoredEnvelope withRecipientsOf(StoredEnvelope other) {
    return parse(new StoredEnvelope(header, other.keyIds, other.wrapped, nonce, sealed).join());
  }

  /** Returns the data of an event. */
  Bytes open(KeyRing ring, EventRecord event) {
    return open(
        ring,
        fields(
            utf8("event"),
            header.toArray(),
            utf8(event.streamId()),
            utf8(event.id()),
            utf8(event.type())));
  }

  /** Returns the state of a snapshot. */
  Bytes open(KeyRing ring, StoredSnapshot snapshot) {
    byte[] version = ByteBuffer.allocate(8).putLong(snapshot.version()).array();
    return open(
        ring,
        fields(
            utf8("snapshot"),
            header.toArray(),
            utf8(snapshot.source()),
            utf8(snapshot.projection()),
            version));
  }

  private Bytes open(KeyRing ring, byte[] associated) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          Cipher.DECRYPT_MODE,
          new SecretKeySpec(dataKey(ring).toArray(), "AES"),
          new GCMParameterSpec(128, nonce.toArray()));
      cipher.updateAAD(associated);
      return Bytes.of(cipher.doFinal(sealed.toArray()));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the envelope does not open as it is documented", e);
    }
  }

  /** Returns the data key, unwrapped for the first recipient. */
  Bytes dataKey(KeyRing ring) throws GeneralSecurityException {
    if (!(ring.find(keyIds.get(0)) instanceof KeyRing.Known known)) {
      throw new AssertionError("the ring does not have the key " + keyIds.get(0));
    }
    return Bytes.of(known.key().unwrap(wrapped.get(0).toArray()));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }

  private static byte[] fields(byte[]... fields) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      all.writeBytes(ByteBuffer.allocate(4).putInt(field.length).array());
      all.writeBytes(field);
    }
    return all.toByteArray();
  }
}
