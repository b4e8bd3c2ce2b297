package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.anyOf;
import static dev.eventstreams.EventFilter.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Filters with hostile keys, values and patterns, which must affect no other caller, and wrong
 * clauses, which must be refused.
 */
public abstract class HostileFilterTck extends FilterKit {

  private static final List<String> HOSTILE = List.of(
      "a\"b",
      "a\\b",
      "a\\\"b",
      "l.0",
      "l[0]",
      "$",
      "$.a",
      "",
      " ",
      "'",
      "''; DROP TABLE events; --",
      "{\"k\":1}",
      "[",
      "]",
      "#-1",
      "*",
      "?",
      "?1",
      ":a",
      "@a",
      "%s",
      "\\u0041",
      "a\nb",
      "\u0001",
      "\uD83D\uDE00",
      "é",
      "e\u0301",
      "\u2028",
      "null",
      "__proto__",
      "strict $[*]",
      "a->>b");

  /** For a backend's own class. */
  protected HostileFilterTck() {}

  /** Makes a filter. The kit's own tests override this to break rules that the API keeps. */
  EventFilter made(Supplier<EventFilter> maker) {
    return maker.get();
  }

  @Test
  @Rule("F6")
  void takesHostileKeysAsData() {
    for (String key : HOSTILE) {
      stream("s").append(CandidateEvent.of("T", key).withMetadata(key, "v"));
    }

    for (String key : HOSTILE) {
      assertSelects(EventField.metadata(key).is("v"), key);
      assertSelects(EventField.metadata(key).like("v%"), key);
      assertSelects(EventField.metadata(key, key).is("v"));
      assertSelects(EventField.metadata(key).greaterThan(1));
    }
  }

  @Test
  @Rule("F6")
  void takesHostileKeysInsideObjectsAsData() {
    for (String key : HOSTILE) {
      stream("s")
          .append(CandidateEvent.of("T", key).withMetadata("o", Map.of(key, Map.of(key, 1))));
    }

    for (String key : HOSTILE) {
      assertSelects(EventField.metadata("o", key, key).is(1), key);
      assertSelects(EventField.metadata("o", key).is(Map.of(key, 1)), key);
    }
  }

  @Test
  @Rule("F6")
  void takesHostileValuesAsData() {
    for (String value : HOSTILE) {
      given(value, value);
    }

    for (String value : HOSTILE) {
      assertSelects(k().is(value), value);
      assertSelects(k().in(List.of(value, "absent")), value);
      assertSelects(k().is(List.of(value)));
      assertSelects(type(value));
      String literally = value.replaceAll("([\\\\%_])", "\\\\$1");
      assertSelects(k().like(literally), value);
    }
  }

  @Test
  @Rule("F6")
  void failsForNobodyWhateverSomebodyStores() {
    List<String> names = new ArrayList<>();
    for (String key : HOSTILE) {
      Map<String, @Nullable Object> metadata = new LinkedHashMap<>(Map.of("k", "v"));
      metadata.put(key, HOSTILE);
      metadata.put("o", new LinkedHashMap<>(Map.of(key, key)));
      metadata.put("l", Arrays.asList(null, key, List.of(Map.of(key, 0.5))));
      metadata.put("n", 1e308);
      stream("s").append(CandidateEvent.of("T", key).withMetadata(metadata));
      names.add(key);
    }
    Object deep = 1;
    for (int level = 1; level < 32; level++) {
      deep = Map.of("d", deep);
    }
    stream("s").append(CandidateEvent.of("T", "deep").withMetadata(Map.of("k", "v", "d", deep)));
    names.add("deep");

    String[] all = names.toArray(String[]::new);
    assertSelects(k().is("v"), all);
    assertSelects(k().like("v"), all);
    assertSelects(EventField.metadata("n").greaterThan(1).and(type("T")), withoutLast(all));
    assertSelects(
        EventField.metadata(Collections.nCopies(32, "d").toArray(String[]::new)).is(1), "deep");
  }

  private static String[] withoutLast(String[] names) {
    return Arrays.copyOf(names, names.length - 1);
  }

  @Test
  @Rule("F6")
  void answersSlowPatternsInTime() {
    given("long", "a".repeat(50_000));
    String slow = "%a".repeat(400) + "b";

    assertSelects(k().like(slow));
    assertSelects(k().like("%" + "_".repeat(999)), "long");
    assertSelects(k().like("a".repeat(1_000)));
    assertSelects(k().like("%".repeat(1_000)), "long");
  }

  @Test
  @Rule("F6")
  void takesTheLargestFilters() {
    given("7", 7);
    given("text", "7");

    List<Object> thousand = new ArrayList<>(IntStream.range(0, 1_000).boxed().toList());
    assertSelects(k().in(thousand), "7");
    EventFilter nested = k().is("7");
    for (int depth = 1; depth <= EventFilter.MAX_DEPTH; depth++) {
      nested = anyOf(nested, k().is("absent"));
    }
    assertSelects(nested, "text");
    EventFilter[] many =
        IntStream.range(0, 2_000).mapToObj(i -> k().is(i)).toArray(EventFilter[]::new);
    assertSelects(anyOf(many), "7");
  }

  @Test
  @Rule("F5")
  void refusesAWrongClauseWhenItIsMade() {
    refused("an unknown field", () -> EventField.of("unknown").is(1));
    refused("a field in capitals", () -> EventField.of("VERSION").is(1));
    refused("metadata without a path", () -> EventField.of("metadata").is(1));
    refused("an empty IN", () -> k().in(List.of()));
    refused("an IN of 1,001 values", () -> k().in(Collections.nCopies(1_001, 1)));
    refused("an IN of null", () -> k().in(Collections.singletonList(null)));
    refused("LIKE on a number field", () -> EventField.of("version").like("%"));
    refused("LIKE on a time", () -> EventField.of("timestamp").like("%"));
    refused("LIKE of 1,001 characters", () -> k().like("é".repeat(1_001)));
    refused("LIKE that ends with a backslash", () -> k().like("a\\"));
    refused("LIKE that ends with three backslashes", () -> k().like("a\\\\\\"));
    refused("a number for a text field", () -> EventField.of("stream").is(5));
    refused("text for a number field", () -> EventField.of("version").is("5"));
    refused("half a version", () -> EventField.of("version").is(1.5));
    refused("a number for a time", () -> EventField.of("timestamp").is(5));
    refused(
        "a time in nanoseconds", () -> EventField.of("timestamp").is(Instant.ofEpochSecond(0, 1)));
    refused("a range on text by a number", () -> EventField.of("type").atLeast(1));
    refused("a range on a number by text", () -> EventField.of("version").lessThan("a"));
    refused("a range by a truth value", () -> k().lessThan(true));
    refused("a foreign value", () -> k().is(BigDecimal.ONE));
    refused("NaN", () -> k().atMost(Double.NaN));
    refused("text with NUL", () -> k().is("a\0"));
    refused(
        "a path of 33 keys",
        () -> EventField.metadata(Collections.nCopies(33, "k").toArray(String[]::new))
            .is(1));
    refused("any of nothing", () -> anyOf());
  }

  @Test
  @Rule("F5")
  @SuppressWarnings("NullAway") // the test passes null on purpose
  void refusesNullWhenTheClauseIsMade() {
    refused("equality with null", () -> k().is(null));
    refused("LIKE null", () -> k().like(null));
    refused("a range by null", () -> k().atMost(null));
  }

  private void refused(String what, Supplier<EventFilter> maker) {
    assertEquals(0, store().head(), "nothing was appended");
    assertThrows(IllegalArgumentException.class, () -> made(maker), () -> "a filter with " + what);
  }
}
