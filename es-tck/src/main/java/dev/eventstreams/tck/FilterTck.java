package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.anyOf;
import static dev.eventstreams.EventFilter.metadata;
import static dev.eventstreams.EventFilter.streamLike;
import static dev.eventstreams.EventFilter.type;
import static dev.eventstreams.EventFilter.typeIn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.StoreOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Filters: what each clause selects. */
public abstract class FilterTck extends FilterKit {

  private static final long TWO_TO_53 = 1L << 53;

  /** For a backend's own class. */
  protected FilterTck() {}

  @Test
  @Rule("F1")
  void selectsByStreamAndType() {
    for (String id : List.of("user-1", "user-2", "order-1")) {
      stream(id).append(CandidateEvent.of("Opened", id + " opened"));
      stream(id).append(CandidateEvent.of("Closed", id + " closed"));
    }

    assertSelects(EventFilter.stream("user-1"), "user-1 opened", "user-1 closed");
    assertSelects(streamLike("user-%").and(type("Closed")), "user-1 closed", "user-2 closed");
    assertSelects(
        anyOf(EventFilter.stream("order-1"), type("Opened").and(EventFilter.stream("user-2"))),
        "user-2 opened",
        "order-1 opened",
        "order-1 closed");
    assertSelects(typeIn("Opened", "Moved"), "user-1 opened", "user-2 opened", "order-1 opened");
    assertSelects(type("opened"));
    assertSelects(type("Opened").and(type("Closed")));
    assertSelects(EventFilter.stream("user"));
  }

  @Test
  @Rule("F1")
  void selectsByVersionPositionAndTime() {
    SettableClock clock = new SettableClock(Instant.parse("2026-03-01T10:00:00Z"));
    EventStore store = opened(newStore(), StoreOptions.defaults().withClock(clock));
    for (int i = 1; i <= 5; i++) {
      store.stream("s").append(Sample.numbered(i));
      clock.set(clock.instant().plus(Duration.ofNanos(1_000)));
    }
    List<StoredEvent> all = Sample.read(store.all().read());
    EventField position = EventField.of("position");
    EventField version = EventField.of("version");
    EventField time = EventField.of("timestamp");
    long third = all.get(2).position();
    Instant thirdTime = Instant.parse("2026-03-01T10:00:00.000002Z");

    Map<EventFilter, List<String>> wanted = new LinkedHashMap<>();
    wanted.put(version.atLeast(2).and(version.lessThan(4)), List.of("2", "3"));
    wanted.put(version.is(3), List.of("3"));
    wanted.put(version.in(List.of(1, 5.0, 9)), List.of("1", "5"));
    wanted.put(version.greaterThan(2.5), List.of("3", "4", "5"));
    wanted.put(position.greaterThan(third), List.of("4", "5"));
    wanted.put(position.atMost(third), List.of("1", "2", "3"));
    wanted.put(position.is(third), List.of("3"));
    wanted.put(time.is(thirdTime), List.of("3"));
    wanted.put(time.lessThan(thirdTime), List.of("1", "2"));
    wanted.put(time.lessThan(thirdTime.plusNanos(1)), List.of("1", "2", "3"));
    wanted.put(time.atLeast(thirdTime.plusNanos(1)), List.of("4", "5"));
    wanted.put(time.atMost(thirdTime.plusNanos(999)), List.of("1", "2", "3"));
    wanted.put(time.atLeast(Instant.MIN), List.of("1", "2", "3", "4", "5"));
    wanted.put(time.greaterThan(Instant.MAX), List.of());
    wanted.forEach((filter, texts) -> {
      assertEquals(texts, Sample.texts(store.all().read().where(filter)), "by " + filter);
      assertEquals(
          texts, Sample.texts(store.stream("s").read().where(filter)), "of a stream by " + filter);
    });
  }

  @Test
  @Rule("F1")
  void combinesFiltersBoundsAndLimits() {
    for (int i = 1; i <= 10; i++) {
      stream("s").append(CandidateEvent.of(i == 6 || i == 8 ? "Other" : "Counted", "" + i));
    }
    EventFilter later = EventField.of("version").greaterThan(3);

    assertEquals(
        List.of("5", "7"),
        Sample.texts(
            stream("s").read().where(later).where(type("Counted")).after(4).limit(2)),
        "two filters, a bound and a limit");
    assertEquals(
        List.of("9", "7"),
        Sample.texts(stream("s")
            .read()
            .where(type("Counted"))
            .where(later)
            .upTo(9)
            .backwards()
            .limit(2)),
        "the last two of two filters up to a bound");
    assertEquals(
        List.of("6", "8"),
        Sample.texts(store().all().search(event -> event.type().equals("Other")).where(later)),
        "a search within a filter");
  }

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
    assertSelects(EventField.of("event_type").like("T-user__"), "user-1", "user_1");
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
  @Rule("F4")
  void matchesNoClauseOnAMissingField() {
    stream("s").append(CandidateEvent.of("T", "without"));
    given("null", null);
    given("5", 5);

    for (EventFilter filter : List.of(
        k().is(5), k().in(List.of(5, 6)), k().lessThan(9), k().atMost(5), k().atLeast(-9))) {
      assertSelects(filter, "5");
    }
    assertSelects(k().like("%"));
    assertSelects(metadata("none", 5));
    assertSelects(anyOf(metadata("none", 5), k().is(5)), "5");
    assertSelects(metadata("none", 5).and(k().is(5)));
  }

  @Test
  @Rule("F4")
  void descendsObjectsOnly() {
    given("object", Map.of("a", Map.of("b", 1)));
    given("list", List.of(Map.of("a", 1), 1));
    given("index", Map.of("0", 1));
    given("dot", Map.of("a.b", 1));
    given("text", "{\"a\":{\"b\":1}}");

    assertSelects(metadata("k.a.b", 1), "object");
    assertSelects(metadata("k.0", 1), "index");
    assertSelects(metadata("k.1", 1));
    assertSelects(metadata("k.0.a", 1));
    assertSelects(EventField.metadata("k", "[1]").is(1));
    assertSelects(EventField.metadata("k", "#-1").is(1));
    assertSelects(EventField.metadata("k", "a.b").is(1), "dot");
    assertSelects(metadata("k.a.b.c", 1));
    assertSelects(metadata("k.a", Map.of("b", 1)), "object");
  }
}
