package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.KeyRing;
import dev.eventstreams.RecipientForgottenException;
import dev.eventstreams.WrappingKey;
import dev.eventstreams.spi.Names;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.function.Executable;

/** Asserts what the openings of a key ring answer. Each message names the call and the opening. */
final class RingAnswers {

  private RingAnswers() {}

  /** Asserts that the ring has the key, which was made for that name, and returns the key. */
  static WrappingKey key(KeyRing ring, UUID id, String name, String when) {
    return known(ring, id, name, when).key();
  }

  private static KeyRing.Known known(KeyRing ring, UUID id, String name, String when) {
    KeyRing.Answer answer = ring.find(id);
    if (answer instanceof KeyRing.Known known) {
      return known;
    }
    throw new AssertionError(
        "find of a key of " + Names.quote(name) + " " + when + " answers: " + said(answer));
  }

  static void assertKnown(List<KeyRing> openings, UUID id, String name, String when) {
    each(openings, (ring, opening) -> {
      WrappingKey unused = key(ring, id, name, when + opening);
    });
  }

  /** Asserts that the openings name the owner of the key. */
  static void assertOwned(List<KeyRing> openings, UUID id, String name, String when) {
    each(
        openings,
        (ring, opening) -> assertEquals(
            name,
            known(ring, id, name, when + opening).recipient(),
            "the owner of the key that find returns, " + when + opening));
  }

  /** Asserts that the openings do not have the key any more. */
  static void assertGone(List<KeyRing> openings, UUID id, String when) {
    each(openings, (ring, opening) -> {
      KeyRing.Answer answer = ring.find(id);
      assertFalse(
          answer instanceof KeyRing.Known,
          () -> "find of a destroyed key, " + when + opening + ", answers: " + said(answer));
    });
  }

  /** Asserts that the openings know that the key is destroyed. */
  static void assertForgotten(List<KeyRing> openings, UUID id, String when) {
    each(
        openings,
        (ring, opening) -> assertEquals(
            "forgotten", said(ring.find(id)), "the answer of find, " + when + opening));
  }

  static void assertUnknown(KeyRing ring, UUID id, String which) {
    assertEquals("unknown", said(ring.find(id)), "the answer of find, " + which);
  }

  /** Asserts that the openings make and rotate no key of the name. */
  static void assertNameForgotten(List<KeyRing> openings, String name, String when) {
    each(openings, (ring, opening) -> {
      String where = "(" + Names.quote(name) + ") of a forgotten name, " + when + opening;
      refusedAsForgotten(name, "currentKey" + where, () -> ring.currentKey(name));
      refusedAsForgotten(name, "rotate" + where, () -> ring.rotate(name));
    });
  }

  private static void each(List<KeyRing> openings, BiConsumer<KeyRing, String> check) {
    for (int i = 0; i < openings.size(); i++) {
      check.accept(openings.get(i), ", by opening " + (i + 1));
    }
  }

  private static void refusedAsForgotten(String name, String call, Executable calling) {
    RecipientForgottenException refused =
        assertThrows(RecipientForgottenException.class, calling, call);
    assertEquals(name, refused.recipient(), "the name in the exception of " + call);
  }

  private static String said(KeyRing.Answer answer) {
    return answer instanceof KeyRing.Known known
        ? "a key of " + Names.quote(known.recipient())
        : answer instanceof KeyRing.Forgotten ? "forgotten" : "unknown";
  }
}
