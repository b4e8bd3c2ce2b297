package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.core.Encryption;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a store comes by its key, and finds out that it is the wrong one. */
public abstract class KeySetupTck extends EncryptedStores {

  private static final int ROUNDS_AT = 18;

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
        "what the same passphrase reads");
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
        "opening with a key what was made with a passphrase");
  }

  @Test
  @Rule("E8")
  void twoStoresWithOnePassphraseHaveDifferentKeys() {
    List<byte[]> settled = List.of(settledBy("one phrase"), settledBy("one phrase"));
    byte[] salt = Arrays.copyOfRange(settled.get(0), ROUNDS_AT + 4, settled.get(0).length);
    byte[] other = Arrays.copyOfRange(settled.get(1), ROUNDS_AT + 4, settled.get(1).length);

    assertEquals(16, salt.length, "the bytes of a salt");
    assertTrue(!Arrays.equals(salt, other), "two stores have the same salt");
    assertEquals(600_000, ByteBuffer.wrap(settled.get(0)).getInt(ROUNDS_AT), "the rounds settled");
  }

  private byte[] settledBy(String phrase) {
    String url = newStore();
    encrypted(url, passphrase(phrase)).close();
    List<byte[]> settled = new ArrayList<>();
    assertThrows(
        StopHere.class,
        () -> behind(url, options(passphrase(phrase)), sound -> new Tap(sound) {
          @Override
          public byte[] putIfAbsent(String name, byte[] value) {
            settled.add(super.putIfAbsent(name, value));
            throw new StopHere();
          }
        }));
    return settled.get(0);
  }

  private static final class StopHere extends RuntimeException {
    private static final long serialVersionUID = 1L;
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

    for (int rounds : List.of(0, 1_000, 599_999, Integer.MAX_VALUE)) {
      assertThrows(
          DecryptionException.class,
          () -> behind(
              newStore(), options(Encryption.withPassphrase(phrase)), sound -> new Tap(sound) {
                @Override
                public byte[] putIfAbsent(String name, byte[] value) {
                  byte[] settled = super.putIfAbsent(name, value);
                  return settled.length > ROUNDS_AT + 4
                      ? ByteBuffer.wrap(settled).putInt(ROUNDS_AT, rounds).array()
                      : settled;
                }
              }),
          () -> "a database that wants " + rounds + " rounds");
    }
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
