package dev.eventstreams;

import static dev.eventstreams.EventFilter.anyOf;
import static dev.eventstreams.EventFilter.metadata;
import static dev.eventstreams.EventFilter.type;
import static dev.eventstreams.RangeClause.Operator.AT_LEAST;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class EventFilterTest {

  private static final EventField AMOUNT = EventField.metadata("amount");
  private static final EventField TIME = EventField.Attribute.TIMESTAMP;

  @SuppressWarnings("NullAway") // like a caller without null checks
  private static String nothing() {
    return null;
  }

  static Stream<Executable> refused() {
    return Stream.of(
        () -> EventField.of("kind"),
        () -> EventField.of("metadata"),
        () -> EventField.of(""),
        () -> EventField.metadata(),
        () -> AMOUNT.is(nothing()),
        () -> AMOUNT.in(List.of()),
        () -> AMOUNT.in(Arrays.asList(1, null)),
        () -> AMOUNT.in(IntStream.range(0, 1_001).boxed().toList()),
        () -> AMOUNT.like(nothing()),
        () -> AMOUNT.like("a\\"),
        () -> AMOUNT.like("%".repeat(1_001)),
        () -> AMOUNT.like("\0"),
        () -> AMOUNT.is(Double.NaN),
        () -> AMOUNT.is(Instant.EPOCH),
        () -> AMOUNT.atLeast("\0"),
        () -> EventField.of("version").atLeast("5"),
        () -> EventField.of("id").is(5),
        () -> AMOUNT.lessThan(true),
        () -> AMOUNT.lessThan(nothing()),
        () -> EventField.of("version").like("1%"),
        () -> EventField.of("version").is("1"),
        () -> EventField.of("version").is(1.5),
        () -> EventField.of("position").like("%"),
        () -> EventField.of("stream").is(5),
        () -> EventField.of("type").atLeast(5),
        () -> TIME.is(5),
        () -> TIME.is(Instant.ofEpochSecond(0, 1)),
        () -> TIME.like("2026%"),
        () -> anyOf(),
        () -> deep(17),
        () -> new EventFilter(Collections.nCopies(10_001, new EqualsClause(AMOUNT, 1))));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesABadClauseWhenItIsMade(Executable clause) {
    assertThrows(IllegalArgumentException.class, clause);
  }

  private static EventFilter deep(int levels) {
    EventFilter filter = type("x");
    for (int i = 0; i < levels; i++) {
      filter = anyOf(filter);
    }
    return filter;
  }

  @Test
  void acceptsClausesUpToTheLimits() {
    assertEquals(
        1_000,
        ((InClause)
                AMOUNT.in(IntStream.range(0, 1_000).boxed().toList()).clauses().get(0))
            .values()
            .size());
    assertEquals(1, AMOUNT.like("😀".repeat(1_000)).clauses().size());
    assertEquals(1, deep(16).clauses().size());
    assertEquals(
        10_000,
        new EventFilter(Collections.nCopies(10_000, new EqualsClause(AMOUNT, 1)))
            .clauses()
            .size());
  }

  @Test
  void convertsValuesAsMetadataDoes() {
    assertEquals(AMOUNT.is(5L), AMOUNT.is(5));
    assertEquals(AMOUNT.is(5L), AMOUNT.is(5.0));
    assertEquals(AMOUNT.is(List.of(1L)), AMOUNT.is(List.of(1)));
    assertEquals(EventField.of("version").is(5L), EventField.of("version").is(5.0));
  }

  @Test
  void roundsTimesFinerThanMicrosecondsSoThatNoAnswerChanges() {
    Instant between = Instant.ofEpochSecond(1, 1_500);
    Instant below = Instant.ofEpochSecond(1, 1_000);
    Instant above = Instant.ofEpochSecond(1, 2_000);
    assertEquals(TIME.lessThan(above), TIME.lessThan(between));
    assertEquals(TIME.atLeast(above), TIME.atLeast(between));
    assertEquals(TIME.atMost(below), TIME.atMost(between));
    assertEquals(TIME.greaterThan(below), TIME.greaterThan(between));
    assertEquals(TIME.greaterThan(below).clauses(), TIME.greaterThan(below).clauses());
  }

  @Test
  void acceptsTheFirstAndTheLastInstantAsBounds() {
    Instant last = Instant.MAX.truncatedTo(ChronoUnit.MICROS);
    assertEquals(TIME.lessThan(last), TIME.lessThan(Instant.MAX));
    assertEquals(TIME.atMost(last), TIME.atMost(Instant.MAX));
    assertEquals(
        List.of(new RangeClause(EventField.of("timestamp"), AT_LEAST, Instant.MIN)),
        TIME.atLeast(Instant.MIN).clauses());
  }

  @Test
  void splitsAPathAtDotsUnlessTheKeysAreGivenOneByOne() {
    assertEquals(EventField.metadata("a", "b"), EventField.of("metadata.a.b"));
    assertEquals(EventField.metadata("a", ""), EventField.of("metadata.a."));
    assertEquals(
        List.of("a.b", "c"), ((EventField.MetadataPath) EventField.metadata("a.b", "c")).keys());
    assertEquals(EventField.metadata("a", "b").is(1), metadata("a.b", 1));
  }

  @Test
  void namesTheFieldsWhenOneIsUnknown() {
    String message = String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> EventField.of("typ")).getMessage());
    assertTrue(message.contains("\"typ\"") && message.contains("type"), message);
  }

  @Test
  void joinsWithAnd() {
    assertEquals(2, type("x").and(metadata("a", Map.of("b", 1))).clauses().size());
    assertEquals(type("x"), EventFilter.all().and(type("x")));
  }

  @Test
  void filterReadsLikeASentenceInMessages() {
    EventFilter filter = EventFilter.type("Claim\u0007Filed")
        .and(EventFilter.anyOf(EventFilter.streamLike("user-%"), EventFilter.stream("a")))
        .and(EventField.metadata("amount").atLeast(100))
        .and(EventField.metadata("re\u202egion", "x").in(List.of("EMEA", 5)));
    String text = "type = \"Claim\\u0007Filed\""
        + " and (stream like \"user-%\" or stream = \"a\")"
        + " and metadata.amount >= 100"
        + " and metadata.re\\u202egion.x in (\"EMEA\", 5)";
    assertEquals(text, filter.toString());
    assertEquals("every event", EventFilter.all().toString());
    AppendCondition condition = AppendCondition.noEventMatching(filter).after(7);
    assertEquals("no event matching [" + text + "] after 7", condition.toString());
    assertTrue(
        new AppendConditionFailedException(condition, 9).toString().endsWith("matches " + text));
  }

  @Test
  void longListOfValuesIsCutInMessages() {
    List<Integer> values = IntStream.range(0, 1_000).boxed().toList();
    assertEquals(
        "version in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, … 1000 values)",
        EventField.of("version").in(values).toString());
  }
}
