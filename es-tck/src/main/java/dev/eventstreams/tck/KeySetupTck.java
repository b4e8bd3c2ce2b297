package dev.eventstreams.tck;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.spi.StorageHandle;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a store gets its key, and how it detects a wrong key. */
public abstract class KeySetupTck extends EncryptedStores {

  private static final int ROUNDS_AT = 18;
  private static final int SALT_AT = ROUNDS_AT + Integer.BYTES;

  /** For a backend's own class. */
  protected KeySetupTck() {}

  private static Encryption passphrase(String text) {
    return Encryption.withPassphrase(text.toCharArray());
  }

  @Test
  @Rule("E8")
  void aPassphraseOpensWhatItWroteAndAWrongOneFailsAtOpen() {
    String url = newStore();
    String right = "correct horse b\u00e4ttery \uD83D\uDE00";
    encrypted(url, passphrase(right)).stream("s").append(CandidateEvent.of("T", "one"));

    assertEquals(
        List.of("one"),
        Sample.texts(encrypted(url, passphrase(right)).stream("s").read()),
        "events read with the same passphrase");
    for (String wrong : List.of("correct horse", right + " ")) {
      DecryptionException failure = assertThrows(
          DecryptionException.class, () -> encrypted(url, passphrase(wrong)), "another passphrase");
      assertTrue(
          !String.valueOf(failure.getMessage()).contains("horse"),
          "the message shows no passphrase");
    }
    assertThrows(
        DecryptionException.class,
        () -> encrypted(url, withKey()),
        "a key for a store that was made with a passphrase");
  }

  @Test
  @Rule("E8")
  void twoStoresWithOnePassphraseHaveDifferentKeys() {
    List<byte[]> settled = List.of(settledBy("one phrase"), settledBy("one phrase"));
    byte[] salt = Arrays.copyOfRange(settled.get(0), SALT_AT, SALT_AT + 16);
    byte[] other = Arrays.copyOfRange(settled.get(1), SALT_AT, SALT_AT + 16);

    assertTrue(!Arrays.equals(salt, other), "two stores have the same salt");
    assertEquals(600_000, ByteBuffer.wrap(settled.get(0)).getInt(ROUNDS_AT), "the rounds settled");
    assertEquals(SALT_AT + 16 + 32, settled.get(0).length, "the bytes settled, with the check");
  }

  private byte[] settledBy(String phrase) {
    String url = newStore();
    encrypted(url, passphrase(phrase)).close();
    return Objects.requireNonNull(storage(url).value("encryption"), "nothing is settled");
  }

  @Test
  @Rule("E8")
  void fewerRoundsAreRefusedWhoeverWantsThem() {
    char[] phrase = "a passphrase".toCharArray();
    for (int rounds : List.of(-1, 1, 100_000, 599_999, 20_000_001)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Encryption.withPassphrase(phrase, rounds),
          () -> rounds + " rounds");
    }
    assertThrows(IllegalArgumentException.class, () -> Encryption.withPassphrase(new char[0]));

    String url = newStore();
    encrypted(url, Encryption.withPassphrase(phrase)).close();
    for (int rounds : List.of(0, 1_000, 599_999, Integer.MAX_VALUE)) {
      assertThrows(
          DecryptionException.class,
          () -> behind(url, options(Encryption.withPassphrase(phrase)), showing(rounds)),
          () -> "a database that wants " + rounds + " rounds");
    }
  }

  private static UnaryOperator<StorageHandle> showing(int rounds) {
    return sound -> new Tap(sound) {
      @Override
      public byte @Nullable [] value(String name) {
        byte[] value = super.value(name);
        return value == null
            ? null
            : ByteBuffer.wrap(value).putInt(ROUNDS_AT, rounds).array();
      }
    };
  }

  @Test
  @Rule("E8")
  void aStoreWithFewerRoundsThanWereAskedForIsRefusedAndStays() {
    String url = newStore();
    char[] phrase = "a passphrase".toCharArray();
    encrypted(url, Encryption.withPassphrase(phrase, 600_001)).stream("s")
        .append(CandidateEvent.of("T", "one"));

    DecryptionException refused = assertThrows(
        DecryptionException.class,
        () -> encrypted(url, Encryption.withPassphrase(phrase, 700_000)));
    String message = String.valueOf(refused.getMessage());
    assertTrue(
        message.contains("600001") && message.contains("700000"),
        () -> "the message shows the rounds found and asked for: " + message);
    assertEquals(
        List.of("one"),
        Sample.texts(encrypted(url, Encryption.withPassphrase(phrase, 600_000)).stream("s")
            .read()),
        "events read by a caller that asks for fewer");
  }

  @Test
  @Rule("E8")
  void nothingIsSettledOverParametersThatStand() {
    byte[] id = new byte[16];
    byte[] salt = new byte[16];
    byte[] planted = ByteBuffer.allocate(38)
        .put(new byte[] {2, 2})
        .put(id)
        .putInt(600_000)
        .put(salt)
        .array();
    byte[] ofVersion1 = planted.clone();
    ofVersion1[0] = 1;
    for (byte[] parameters : List.of(planted, ofVersion1, new byte[] {2, 3}, new byte[] {2, 9})) {
      String url = newStore();
      StorageHandle storage = storage(url);
      assertArrayEquals(parameters, storage.putIfAbsent("encryption", parameters), "planted");
      for (Encryption wanted : List.of(passphrase("winter 2025"), Encryption.with(newRing()))) {
        assertThrows(
            DecryptionException.class,
            () -> encrypted(url, wanted),
            () -> "parameters without a check, " + parameters.length + " bytes");
      }
      assertArrayEquals(parameters, storage.value("encryption"), "the parameters afterwards");
      for (String name : List.of("encryption.check", "encryption.since")) {
        assertNull(storage.value(name), () -> "the value of " + name);
      }
    }
  }

  @Test
  @Rule("E8")
  void aStoreWhoseOpeningWasCutOffOpensWithTheSameKeyAlone() {
    String url = newStore();
    assertThrows(
        StopHere.class,
        () -> behind(url, options(withKey()), sound -> new Tap(sound) {
          @Override
          public byte[] putIfAbsent(String name, byte[] value) {
            byte[] unused = super.putIfAbsent(name, value);
            throw new StopHere();
          }
        }));

    assertThrows(
        DecryptionException.class,
        () -> encrypted(url, Encryption.withKey(key(2))),
        "opening with another key");
    encrypted(url, withKey()).stream("s").append(CandidateEvent.of("T", "one"));
  }

  private static final class StopHere extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  @Rule("E8")
  void aStoreOfTheFirstVersionOpens() throws Exception {
    String url = newStore();
    byte[] parameters = new byte[18];
    parameters[0] = 1;
    parameters[1] = 1;
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key(1), "HmacSHA256"));
    mac.update("es check".getBytes(US_ASCII));
    mac.update(parameters);
    byte[] check = mac.doFinal(new byte[] {1});
    StorageHandle storage = storage(url);
    assertArrayEquals(parameters, storage.putIfAbsent("encryption", parameters));
    assertArrayEquals(check, storage.putIfAbsent("encryption.check", check));

    encrypted(url, withKey()).stream("s").append(CandidateEvent.of("T", "one"));
    assertThrows(
        DecryptionException.class,
        () -> encrypted(url, Encryption.withKey(key(2))),
        "opening with another key");
    assertThrows(
        DecryptionException.class,
        () -> encrypted(url, Encryption.none()).stream("s").append(CandidateEvent.of("T")),
        "an append without the key");
    String withRing = newStore();
    storage(withRing).putIfAbsent("encryption", new byte[] {1, 3})[0] = 0;
    encrypted(withRing, Encryption.with(newRing())).stream("s").append(CandidateEvent.of("T"));
  }

  @Test
  @Rule("E8")
  void aRawKeyHas32Bytes() {
    for (int length : List.of(0, 16, 31, 33, 64)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> Encryption.withKey(new byte[length]),
          () -> "a key of " + length + " bytes");
    }
  }
}
