package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.streamLike;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Filters: equality, ranges and LIKE patterns, for values of each type. */
public abstract class ComparisonTck extends FilterKit {

  private static final long TWO_TO_53 = 1L << 53;

  /** For a backend's own class. */
  protected ComparisonTck() {}

  @Test
  @Rule("F2")
  void tellsTypesApartInEquality() {
    givenValuesThatLookAlike();

    assertSelects(k().is(5), "5", "5.0");
    assertSelects(k().is(5.0), "5", "5.0");
    assertSelects(k().is("5"), "\"5\"");
    assertSelects(k().is(1), "1");
    assertSelects(k().is(true), "true");
    assertSelects(k().is("true"), "\"true\"");
    assertSelects(k().is(false), "false");
    assertSelects(k().is(0), "0");
    assertSelects(k().is(List.of(5)), "[5]");
    assertSelects(k().is(List.of(5.0)), "[5]");
    assertSelects(k().is("[5]"), "\"[5]\"");
    assertSelects(k().is(Map.of("a", 1)), "{a}");
    assertSelects(k().is("{\"a\":1}"), "\"{a}\"");
    assertSelects(k().is(TWO_TO_53), "2^53");
    assertSelects(k().is(TWO_TO_53 + 1), "2^53+1");
    assertSelects(k().is(0x1p53), "2^53");
    assertSelects(k().is(0.1), "0.1");
    assertSelects(k().is(""), "\"\"");
    assertSelects(k().is("null"), "\"null\"");
  }

  @Test
  @Rule("F2")
  void tellsTypesApartInIn() {
    givenValuesThatLookAlike();

    assertSelects(k().in(List.of("5", true)), "\"5\"", "true");
    assertSelects(k().in(List.of(5, 1)), "5", "5.0", "1");
    assertSelects(k().in(List.of(List.of(5), TWO_TO_53 + 1, "null")), "[5]", "2^53+1", "\"null\"");
    assertSelects(k().in(List.of(0x1p53, 0.1, false)), "false", "2^53", "0.1");
    assertSelects(k().in(List.of("absent")));
  }

  @Test
  @Rule("F2")
  void comparesNumbersExactlyInRanges() {
    givenValuesThatLookAlike();

    assertSelects(k().greaterThan(TWO_TO_53), "2^53+1", "2^63");
    assertSelects(k().atLeast(TWO_TO_53 + 1), "2^53+1", "2^63");
    assertSelects(k().greaterThan(0x1p53), "2^53+1", "2^63");
    assertSelects(k().atLeast(Long.MAX_VALUE), "2^63");
    assertSelects(k().lessThan(1), "0", "0.1");
    assertSelects(k().atMost(0.1), "0", "0.1");
    assertSelects(k().lessThan(0.1), "0");
    assertSelects(k().atLeast(5).and(k().lessThan(5.5)), "5", "5.0");
    assertSelects(k().lessThan(-1e300));
  }

  private void givenValuesThatLookAlike() {
    given("5", 5);
    given("5.0", 5.0);
    given("\"5\"", "5");
    given("1", 1);
    given("true", true);
    given("\"true\"", "true");
    given("0", 0);
    given("false", false);
    given("[5]", List.of(5));
    given("\"[5]\"", "[5]");
    given("{a}", Map.of("a", 1));
    given("\"{a}\"", "{\"a\":1}");
    given("2^53", TWO_TO_53);
    given("2^53+1", TWO_TO_53 + 1);
    given("2^63", 0x1p63);
    given("0.1", 0.1);
    given("null", null);
    given("\"null\"", "null");
    given("\"\"", "");
  }

  @Test
  @Rule("F2")
  void comparesListsAndObjectsWhole() {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    object.put("b", Arrays.asList(1, null, "x"));
    object.put("a", Map.of("c", 2.5));
    Map<String, @Nullable Object> otherOrder = new LinkedHashMap<>();
    otherOrder.put("a", Map.of("c", 2.5));
    otherOrder.put("b", Arrays.asList(1.0, null, "x"));
    given("object", object);
    given("list", List.of(1, 2));
    given("turned", List.of(2, 1));
    given("empty list", List.of());
    given("empty object", Map.of());

    assertSelects(k().is(otherOrder), "object");
    assertSelects(k().is(List.of(1, 2)), "list");
    assertSelects(k().is(List.of(1)));
    assertSelects(k().is(List.of()), "empty list");
    assertSelects(k().is(Map.of()), "empty object");
  }

  @Test
  @Rule("F3")
  void matchesTextByThreeSigns() {
    for (String text : List.of(
        "", "a", "A", "ab", "a%b", "a_b", "a\\b", "aXb", "a\nb", "\uD83D\uDE00", "e\u0301", "é")) {
      given(text, text);
    }

    assertSelects(
        k().like("%"),
        "",
        "a",
        "A",
        "ab",
        "a%b",
        "a_b",
        "a\\b",
        "aXb",
        "a\nb",
        "\uD83D\uDE00",
        "e\u0301",
        "é");
    assertSelects(k().like(""), "");
    assertSelects(k().like("_"), "a", "A", "\uD83D\uDE00", "é");
    assertSelects(k().like("__"), "ab", "e\u0301");
    assertSelects(k().like("a"), "a");
    assertSelects(k().like("a%"), "a", "ab", "a%b", "a_b", "a\\b", "aXb", "a\nb");
    assertSelects(k().like("a_b"), "a%b", "a_b", "a\\b", "aXb", "a\nb");
    assertSelects(k().like("a\\_b"), "a_b");
    assertSelects(k().like("a\\%b"), "a%b");
    assertSelects(k().like("a\\\\b"), "a\\b");
    assertSelects(k().like("\\a\\b"), "ab");
    assertSelects(k().like("%b"), "ab", "a%b", "a_b", "a\\b", "aXb", "a\nb");
    assertSelects(k().like("%\uD83D\uDE00%"), "\uD83D\uDE00");
    assertSelects(k().like("é"), "é");
  }

  @Test
  @Rule("F3")
  void matchesStreamIdsAndTypesByPattern() {
    for (String id : List.of("user-1", "user_1", "User-1", "user%", "\uD83D\uDE00-1", "user[1]")) {
      stream(id).append(CandidateEvent.of("T-" + id, id));
    }

    assertSelects(streamLike("user-%"), "user-1");
    assertSelects(streamLike("user_1"), "user-1", "user_1");
    assertSelects(streamLike("user\\_1"), "user_1");
    assertSelects(streamLike("user%"), "user-1", "user_1", "user%", "user[1]");
    assertSelects(streamLike("user\\%"), "user%");
    assertSelects(streamLike("_-1"), "\uD83D\uDE00-1");
    assertSelects(streamLike("\uD83D\uDE00%"), "\uD83D\uDE00-1");
    assertSelects(streamLike("user[1]"), "user[1]");
    assertSelects(streamLike("user*"));
    assertSelects(streamLike("USER-1"));
    assertSelects(EventField.of("type").like("T-user__"), "user-1", "user_1");
    assertSelects(EventFilter.stream("user%"), "user%");
  }

  @Test
  @Rule("F3")
  void neverMatchesWhatIsNotText() {
    given("number", 5);
    given("text", "5");
    given("boolean", true);
    given("list", List.of("5"));
    given("object", Map.of("5", "5"));
    given("null", null);

    assertSelects(k().like("%"), "text");
    assertSelects(k().like("5"), "text");
    assertSelects(k().like("%5%"), "text");
  }

  @Test
  @Rule("F9")
  void comparesTextInRangesByCodePoints() {
    List<String> ascending = List.of(
        "",
        " ",
        "10",
        "2",
        "2026-01-01T00:00Z",
        "2026-01-02",
        "A",
        "Z",
        "a",
        "z",
        "\u00e9",
        "\uffee",
        "\uD83D\uDE00");
    for (String text : ascending) {
      given(text, text);
    }
    given("number", 5);
    given("list", List.of("a"));
    given("null", null);

    for (int i = 0; i < ascending.size(); i++) {
      String bound = ascending.get(i);
      int end = ascending.size();
      assertSelects(k().lessThan(bound), names(ascending.subList(0, i)));
      assertSelects(k().atMost(bound), names(ascending.subList(0, i + 1)));
      assertSelects(k().atLeast(bound), names(ascending.subList(i, end)));
      assertSelects(k().greaterThan(bound), names(ascending.subList(i + 1, end)));
    }
    assertSelects(k().atLeast("2026-01-01").and(k().lessThan("2026-01-02")), "2026-01-01T00:00Z");
  }

  private static String[] names(List<String> names) {
    return names.toArray(String[]::new);
  }

  @Test
  @Rule("F9")
  void comparesStreamsTypesAndIdsInRangesByCodePoints() {
    for (String name : List.of("a", "B", "\uffee", "\uD83D\uDE00")) {
      stream(name).append(CandidateEvent.of(name, name).withIdempotencyKey(name));
    }

    for (String field : List.of("stream", "type", "id")) {
      assertSelects(EventField.of(field).lessThan("a"), "B");
      assertSelects(EventField.of(field).atLeast("\uffee"), "\uffee", "\uD83D\uDE00");
      assertSelects(EventField.of(field).greaterThan("\uffee"), "\uD83D\uDE00");
      assertSelects(EventField.of(field).atMost("a"), "a", "B");
    }
  }

  @Test
  @Rule("F10")
  void findsAnEventByItsKeyOrItsGeneratedId() {
    stream("s")
        .append(
            CandidateEvent.of("T", "1").withIdempotencyKey("k"),
            CandidateEvent.of("T", "2").withIdempotencyKey("K"));
    stream("t").append(CandidateEvent.of("T", "3").withIdempotencyKey("k"));
    stream("t").append(CandidateEvent.of("T", "4"));
    String generated = stream("t").read().backwards().first().orElseThrow().id();

    assertSelects(EventFilter.id("k"), "1", "3");
    assertSelects(EventFilter.id("K"), "2");
    assertSelects(EventFilter.id("k").and(EventFilter.stream("t")), "3");
    assertSelects(EventFilter.id(generated), "4");
    assertSelects(EventFilter.id(generated.toLowerCase(Locale.ROOT)));
    assertSelects(EventFilter.id("missing"));
    assertSelects(EventField.of("id").in(List.of("K", generated)), "2", "4");
    assertSelects(EventField.of("id").like("_"), "1", "2", "3");
  }
}
