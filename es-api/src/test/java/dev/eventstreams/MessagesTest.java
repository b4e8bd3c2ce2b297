package dev.eventstreams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Messages quote the names that callers give, and escape control characters in them. */
final class MessagesTest {

  private static final String HOSTILE = "x\u001b[2J\n\u202ey";
  private static final String SHOWN = "\"x\\u001b[2J\\u000a\\u202ey\"";

  @Test
  void namesAreQuotedInEveryException() {
    List<RuntimeException> all = List.of(
        new VersionConflictException(HOSTILE, ExpectedVersion.any(), 1),
        new IdempotencyConflictException(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
        new DecryptionException(HOSTILE, 1, 1, "why", null),
        new PositionAheadException(HOSTILE, 2, 1),
        new UnknownSchemeException(HOSTILE, Set.of("memory"), "advice"),
        new RecipientForgottenException(HOSTILE));
    for (RuntimeException one : all) {
      String message = String.valueOf(one.getMessage());
      assertTrue(message.contains(SHOWN), message);
      assertTrue(message.chars().noneMatch(Character::isISOControl), message);
    }
    assertEquals(4, all.get(1).toString().split("\\\\u202ey", -1).length - 1);
  }

  @Test
  void locationOfAStoreIsPrintable() {
    String message =
        String.valueOf(DecryptionException.ofStore("/data/" + HOSTILE, "why").getMessage());
    assertEquals("store /data/x\\u001b[2J\\u000a\\u202ey: why", message);
  }

  @Test
  void streamThatIsNotInTheAppendIsQuoted() {
    AppendResult result = new AppendResult(Map.of("a, b", 1L), List.of());
    var refused = assertThrows(IllegalArgumentException.class, () -> result.version(HOSTILE));
    assertEquals(
        "stream " + SHOWN + " is not in the append; its streams are [\"a, b\"]",
        refused.getMessage());
  }
}
