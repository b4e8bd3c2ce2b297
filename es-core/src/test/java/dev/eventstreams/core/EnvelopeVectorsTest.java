package dev.eventstreams.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.Bytes;
import dev.eventstreams.KeyRing;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.AESWrapEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.Test;

/**
 * The test vectors of {@code docs/envelope.md}, opened by Bouncy Castle as the document specifies,
 * and by the library.
 */
final class EnvelopeVectorsTest {

  private static final Pattern VECTOR = Pattern.compile("(?ms)^```hex (.*?)\n(.*?)^```$");
  private static final UUID ANN = UUID.fromString("00112233-4455-4677-8899-aabbccddeeff");
  private static final UUID BOB = UUID.fromString("ffeeddcc-bbaa-4988-b766-554433221100");

  private static byte[] vector(String name) throws IOException {
    Matcher vector = VECTOR.matcher(Files.readString(Path.of("..", "docs", "envelope.md")));
    while (vector.find()) {
      if (vector.group(1).equals(name)) {
        return HexFormat.of().parseHex(vector.group(2).replaceAll("\\s", ""));
      }
    }
    throw new AssertionError("docs/envelope.md has no vector called " + name);
  }

  private static byte[] counting(int first) {
    byte[] key = new byte[32];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (first + i);
    }
    return key;
  }

  @Test
  void anotherLibraryOpensTheEnvelopesAsTheyAreDocumented() throws Exception {
    assertEquals(
        "{\"amount\":120}",
        opened("event for one", 60, 20, 0, "event", "user-123", "req-77", "ClaimFiled"));
    for (int recipient = 0; recipient < 2; recipient++) {
      assertEquals(
          "",
          opened(
              "event for two",
              118,
              20 + 58 * recipient,
              32 * recipient,
              "event",
              "strøm",
              "01JZ8Q4M0000000000000000",
              "T"));
    }
    String version = new String(ByteBuffer.allocate(8).putLong(42).array(), UTF_8);
    assertEquals("120", opened("snapshot", 60, 20, 0, "snapshot", "@all", "total", version));
    assertThrows(
        InvalidCipherTextException.class,
        () -> opened("event for one", 60, 20, 0, "event", "user-124", "req-77", "ClaimFiled"));
  }

  private static String opened(
      String name, int headerLength, int wrappedAt, int keyFrom, String domain, String... fields)
      throws Exception {
    byte[] envelope = vector(name);
    byte[] header = Arrays.copyOf(envelope, headerLength);
    AESWrapEngine wrap = new AESWrapEngine();
    wrap.init(false, new KeyParameter(counting(keyFrom)));
    byte[] dataKey = wrap.unwrap(envelope, wrappedAt, 40);
    assertArrayEquals(counting(64), dataKey, "the data key of " + name);
    byte[] nonce = Arrays.copyOfRange(envelope, headerLength, headerLength + 12);
    GCMModeCipher gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
    gcm.init(false, new AEADParameters(new KeyParameter(dataKey), 128, nonce));
    aad(gcm, domain.getBytes(UTF_8));
    aad(gcm, header);
    for (String field : fields) {
      aad(gcm, field.getBytes(UTF_8));
    }
    int start = headerLength + 12;
    byte[] plain = new byte[gcm.getOutputSize(envelope.length - start)];
    int length = gcm.processBytes(envelope, start, envelope.length - start, plain, 0);
    length += gcm.doFinal(plain, length);
    return new String(plain, 0, length, UTF_8);
  }

  private static void aad(GCMModeCipher gcm, byte[] field) {
    gcm.processAADBytes(ByteBuffer.allocate(4).putInt(field.length).array(), 0, 4);
    gcm.processAADBytes(field, 0, field.length);
  }

  @Test
  void anotherLibraryDerivesTheKeysAsTheyAreDocumented() throws IOException {
    byte[] id = Arrays.copyOfRange(vector("key parameters"), 2, 18);
    byte[] root = counting(96);
    assertArrayEquals(vector("key check"), hkdf(root, "es check", vector("key parameters")));
    assertArrayEquals(vector("key wrapping key"), hkdf(root, "es wrap", id));

    byte[] parameters = vector("passphrase parameters");
    PKCS5S2ParametersGenerator pbkdf2 = new PKCS5S2ParametersGenerator(new SHA256Digest());
    pbkdf2.init(
        "correct horse bättery".getBytes(UTF_8),
        Arrays.copyOfRange(parameters, 22, 38),
        ByteBuffer.wrap(parameters).getInt(18));
    byte[] derived = ((KeyParameter) pbkdf2.generateDerivedMacParameters(256)).getKey();
    assertArrayEquals(vector("passphrase root"), derived);
    assertArrayEquals(vector("passphrase check"), hkdf(derived, "es check", parameters));
    assertArrayEquals(vector("passphrase wrapping key"), hkdf(derived, "es wrap", id));
  }

  private static byte[] hkdf(byte[] root, String label, byte[] context) {
    byte[] name = label.getBytes(UTF_8);
    byte[] info = Arrays.copyOf(name, name.length + context.length);
    System.arraycopy(context, 0, info, name.length, context.length);
    HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA256Digest());
    hkdf.init(HKDFParameters.skipExtractParameters(root, info));
    byte[] key = new byte[32];
    int unused = hkdf.generateBytes(key, 0, key.length);
    return key;
  }

  @Test
  void thisLibraryOpensTheEnvelopesToo() throws IOException {
    for (Map<UUID, WrappingKey> keys : Stream.of(
            Map.of(ANN, WrappingKey.aes(counting(0))), Map.of(BOB, WrappingKey.aes(counting(32))))
        .toList()) {
      KeyRing ring = ringOf(keys);
      Vault vault = new Vault(ring, Encryption.with(ring), Clock.systemUTC());
      assertEquals(
          Bytes.empty(), open(vault, "event for two", "strøm", "01JZ8Q4M0000000000000000", "T"));
      if (keys.containsKey(ANN)) {
        assertEquals(
            Bytes.utf8("{\"amount\":120}"),
            open(vault, "event for one", "user-123", "req-77", "ClaimFiled"));
        StoredSnapshot snapshot =
            new StoredSnapshot("@all", "total", 42, 0, Bytes.of(vector("snapshot")), 1);
        assertEquals(Bytes.utf8("120"), vault.open(snapshot).bytes());
      }
    }
  }

  private static Bytes open(Vault vault, String name, String stream, String id, String type)
      throws IOException {
    Content content = vault.open(new EventRecord(
        stream, 1, 1, 0, type, id, true, List.of(), "{}", Bytes.of(vector(name)), 1));
    assertNull(content.redaction());
    return content.bytes();
  }

  @Test
  void thisLibraryDerivesTheKeysToo() throws IOException {
    byte[] parameters = vector("passphrase parameters");
    byte[] id = Arrays.copyOfRange(parameters, 2, 18);
    byte[] root = KeySetup.derive(
        "correct horse bättery".toCharArray(), Arrays.copyOfRange(parameters, 22, 38), 600_000);
    assertArrayEquals(vector("passphrase root"), root);
    assertArrayEquals(vector("passphrase check"), KeySetup.expand(root, "es check", parameters));
    assertArrayEquals(vector("passphrase wrapping key"), KeySetup.expand(root, "es wrap", id));
    assertArrayEquals(vector("key wrapping key"), KeySetup.expand(counting(96), "es wrap", id));
  }

  private static KeyRing ringOf(Map<UUID, WrappingKey> keys) {
    Map.Entry<UUID, WrappingKey> only = keys.entrySet().iterator().next();
    return new SingleKeyRing(only.getKey(), only.getValue());
  }
}
