package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.StoredEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Metadata: a JSON object of plain values, which a read returns as it was appended. */
public abstract class MetadataTck extends StoreTck {

  /** For a backend's own class. */
  protected MetadataTck() {}

  @Test
  @Rule("A14")
  void keepsTheTypeOfEveryValue() {
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    given.put("text", "5");
    given.put("empty", "");
    given.put("beyond", "\uD83D\uDE00 \u2028 \uFFFF \" \\ / \b\f\n\r\t\u0001\u007f");
    given.put("true", true);
    given.put("false", false);
    given.put("null", null);
    given.put("long", 5L);
    given.put("least", Long.MIN_VALUE);
    given.put("most", Long.MAX_VALUE);
    given.put("odd", (1L << 53) + 1);
    given.put("double", 0.1);
    given.put("small", Double.MIN_VALUE);
    given.put("large", Double.MAX_VALUE);
    given.put("past long", 0x1p63);
    given.put("precise", 1.0000000000000002);
    given.put(
        "list", new ArrayList<@Nullable Object>(Arrays.asList(1L, "1", null, 1.5, List.of())));
    given.put("object", Map.of("", Map.of("a.b", List.of(Map.of()))));

    Map<String, @Nullable Object> back = roundTrip(given);

    assertEquals(given, back, "metadata of every type");
    given.forEach((key, value) -> assertEquals(
        value instanceof Number ? value.getClass() : null,
        back.get(key) instanceof Number number ? number.getClass() : null,
        "the type of " + key));
  }

  @Test
  @Rule("A14")
  void returnsAnEmptyObjectAsOne() {
    assertEquals(Map.of(), roundTrip(Map.of()), "empty metadata");
    assertEquals(Map.of("o", Map.of()), roundTrip(Map.of("o", Map.of())), "an empty object inside");
  }

  @Test
  @Rule("A14")
  void makesAWholeDoubleALong() {
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    given.put("five", 5.0);
    given.put("zero", -0.0);
    given.put("least", -0x1p63);
    given.put("float", 2f);
    given.put("integer", 7);
    given.put("short", (short) 7);

    Map<String, Object> wanted = Map.of(
        "five", 5L, "zero", 0L, "least", Long.MIN_VALUE, "float", 2L, "integer", 7L, "short", 7L);
    assertEquals(wanted, roundTrip(given), "whole numbers of other types");
  }

  @Test
  @Rule("A14")
  void keepsHostileKeysApart() {
    Map<String, @Nullable Object> given = new LinkedHashMap<>();
    for (String key : List.of(
        "",
        " ",
        "a\"b",
        "a\\b",
        "a\\\"b",
        "l.0",
        "l[0]",
        "$",
        "$.a",
        "#-1",
        "'",
        "';--",
        "é",
        "e\u0301",
        "\uD83D\uDE00",
        "a\nb",
        "null",
        "a",
        "A",
        "__proto__",
        "@type")) {
      given.put(key, "value of " + key);
    }

    assertEquals(given, roundTrip(given), "metadata with hostile keys");
  }

  @Test
  @Rule("A14")
  void takes32LevelsAndRefusesOneMore() {
    Map<String, @Nullable Object> deepest = nested(32);

    assertEquals(deepest, roundTrip(deepest), "metadata of 32 levels");
    refused("metadata of 33 levels", nested(33));
    List<Object> list = List.of("x");
    for (int level = 2; level < 32; level++) {
      list = List.of(list);
    }
    assertEquals(Map.of("l", list), roundTrip(Map.of("l", list)), "31 lists in an object");
    refused("32 lists in an object", Map.of("l", List.of(list)));
  }

  @Test
  @Rule("A14")
  void refusesWhatJsonCannotKeepWhenTheEventIsMade() {
    for (Object value : List.of(
        new BigDecimal("0.1"),
        BigInteger.ONE,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Float.NaN)) {
      IllegalArgumentException refused = refused(value.toString(), Map.of("k", value));
      assertTrue(
          String.valueOf(refused.getMessage()).contains("use a String"),
          "the message contains \"use a String\": " + refused);
    }
    for (Object value : List.of(
        Instant.EPOCH, UUID.randomUUID(), 'c', new AtomicInteger(), new byte[1], new Object())) {
      refused("a foreign type", Map.of("k", value));
      refused("a foreign type in a list", Map.of("k", List.of(value)));
      refused("a foreign type in an object", Map.of("k", Map.of("l", value)));
    }
    refused("a key that is no text", Map.of("k", Map.of(1, "one")));
  }

  @Test
  @Rule("A14")
  void refusesTextThatHoldsNulOrHalfACharacter() {
    refused("NUL in a value", Map.of("k", "a\0b"));
    refused("NUL in a key", Map.of("a\0b", "v"));
    refused("NUL deep inside", Map.of("k", List.of(Map.of("l", "\0"))));
    refused("half a character in a value", Map.of("k", "\uD83D"));
    refused("half a character in a key", Map.of("\uDE00\uD83D", "v"));
  }

  private static Map<String, @Nullable Object> nested(int levels) {
    Map<String, @Nullable Object> object = new LinkedHashMap<>(Map.of("leaf", 1L));
    for (int level = 1; level < levels; level++) {
      object = new LinkedHashMap<>(Map.of("o", object));
    }
    return object;
  }

  private static IllegalArgumentException refused(
      String what, Map<String, ? extends @Nullable Object> metadata) {
    return assertThrows(
        IllegalArgumentException.class,
        () -> CandidateEvent.of("T").withMetadata(metadata),
        () -> "making an event with " + what);
  }

  private Map<String, @Nullable Object> roundTrip(Map<String, ? extends @Nullable Object> given) {
    CandidateEvent event = CandidateEvent.of("T").withMetadata(given);
    long version = stream("s").append(any(), event).version();
    StoredEvent back = Sample.read(stream("s").read().from(version)).get(0);
    assertEquals(event.metadata(), back.metadata(), "metadata read, and metadata appended");
    return back.metadata();
  }
}
