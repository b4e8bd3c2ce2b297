package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendResult;
import dev.eventstreams.AppendedEvent;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StreamWrite;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AppendPlannerTest {

  private static final Clock NOON = Clock.fixed(Instant.ofEpochSecond(43_200), ZoneOffset.UTC);
  private static final Facts EMPTY = new Facts(0, 0, Map.of(), Map.of(), Map.of());
  private static final Facts TEN_IN_S = new Facts(
      10, 50, Map.of("s", 10L), Map.of("s", Map.of("k1", new KnownKey(3, 3, "A"))), Map.of());

  private static NewEvent event(String type) {
    return new NewEvent(type, "generated", false, List.of(), "{}", Bytes.empty(), 0);
  }

  private static NewEvent keyed(String type, String key) {
    return new NewEvent(type, key, true, List.of(), "{}", Bytes.empty(), 0);
  }

  private static AppendRequest request(
      String stream, ExpectedVersion expected, NewEvent... events) {
    return new AppendRequest(
        List.of(new StreamWrite(stream, expected, List.of(events))), List.of());
  }

  private static GroupOutcome decide(Facts facts, AppendRequest... group) {
    return AppendPlanner.decide(List.of(group), facts, NOON);
  }

  private static AppendResult done(AppendOutcome outcome) {
    return assertInstanceOf(AppendOutcome.Done.class, outcome).result();
  }

  @Test
  void continuesVersionsAndPositionsWithoutGaps() {
    GroupOutcome outcome = decide(
        TEN_IN_S,
        request("s", ExpectedVersion.any(), event("A")),
        request("t", ExpectedVersion.noStream(), event("B"), event("C")));
    assertEquals(10, outcome.headBefore());
    assertEquals(
        List.of(11L, 12L, 13L),
        outcome.written().stream().map(EventRecord::position).toList());
    assertEquals(
        List.of(11L, 1L, 2L),
        outcome.written().stream().map(EventRecord::version).toList());
    assertEquals(2, done(outcome.outcomes().get(1)).version());
  }

  @Test
  void decidesEachRequestOnTheStateAfterEarlierRequests() {
    GroupOutcome outcome = decide(
        EMPTY,
        request("s", ExpectedVersion.noStream(), event("A")),
        request("s", ExpectedVersion.noStream(), event("B")),
        request("s", ExpectedVersion.exactly(1), event("C")));
    assertEquals(
        new AppendOutcome.Conflict("s", ExpectedVersion.noStream(), 1),
        outcome.outcomes().get(1));
    assertEquals(
        List.of("A", "C"), outcome.written().stream().map(EventRecord::type).toList());
  }

  @Test
  void acceptsAnAppendOfRepeatsWithAnyExpectedVersion() {
    AppendResult result =
        done(decide(TEN_IN_S, request("s", ExpectedVersion.noStream(), keyed("A", "k1")))
            .outcomes()
            .get(0));
    assertEquals(List.of(new AppendedEvent("s", 3, 3, true)), result.events());
    assertEquals(3, result.version());
    assertTrue(result.isRepeat());
  }

  @Test
  void appliesEveryCheckIfOneEventIsNew() {
    AppendRequest mixed =
        request("s", ExpectedVersion.exactly(9), keyed("A", "k1"), keyed("B", "k2"));
    assertInstanceOf(
        AppendOutcome.Conflict.class, decide(TEN_IN_S, mixed).outcomes().get(0));
    AppendRequest fitting =
        request("s", ExpectedVersion.exactly(10), keyed("A", "k1"), keyed("B", "k2"));
    AppendResult result = done(decide(TEN_IN_S, fitting).outcomes().get(0));
    assertEquals(
        List.of(new AppendedEvent("s", 3, 3, true), new AppendedEvent("s", 11, 11, false)),
        result.events());
    assertEquals(11, result.version());
  }

  @Test
  void keepsTheFirstOfTwoEventsWithOneKeyInAnAppendAndInAGroup() {
    GroupOutcome outcome = decide(
        EMPTY,
        request("s", ExpectedVersion.any(), keyed("A", "k"), keyed("A", "k")),
        request("s", ExpectedVersion.noStream(), keyed("A", "k")));
    assertEquals(1, outcome.written().size());
    assertTrue(done(outcome.outcomes().get(0)).events().get(1).repeat());
    assertTrue(done(outcome.outcomes().get(1)).isRepeat());
  }

  @Test
  void refusesAReusedKeyWithAnotherType() {
    assertEquals(
        new AppendOutcome.KeyReused("s", "k1", "A", "B"),
        decide(TEN_IN_S, request("s", ExpectedVersion.any(), keyed("B", "k1")))
            .outcomes()
            .get(0));
    assertEquals(
        new AppendOutcome.KeyReused("s", "k", "A", "B"),
        decide(EMPTY, request("s", ExpectedVersion.any(), keyed("A", "k"), keyed("B", "k")))
            .outcomes()
            .get(0));
  }

  @Test
  void checksConditionsOnTheStoreAndTheGroupButNotOnTheirOwnEvents() {
    AppendCondition noA = AppendCondition.noEventMatching(EventFilter.type("A")).after(10);
    AppendRequest first =
        new AppendRequest(request("x", ExpectedVersion.any(), event("A")).writes(), List.of(noA));
    AppendRequest second =
        new AppendRequest(request("y", ExpectedVersion.any(), event("A")).writes(), List.of(noA));
    GroupOutcome outcome = decide(TEN_IN_S, first, second);
    assertInstanceOf(AppendOutcome.Done.class, outcome.outcomes().get(0));
    assertEquals(new AppendOutcome.ConditionFailed(noA, 11), outcome.outcomes().get(1));

    AppendRequest afterIt = new AppendRequest(second.writes(), List.of(noA.after(11)));
    assertInstanceOf(
        AppendOutcome.Done.class, decide(TEN_IN_S, first, afterIt).outcomes().get(1));

    Facts violated = new Facts(10, 50, Map.of(), Map.of(), Map.of(noA, 7L));
    assertEquals(
        new AppendOutcome.ConditionFailed(noA, 7),
        decide(violated, first).outcomes().get(0));
    AppendCondition ahead = noA.after(11);
    AppendRequest third = new AppendRequest(first.writes(), List.of(ahead));
    assertEquals(
        new AppendOutcome.PositionAhead(11, 10),
        decide(TEN_IN_S, third).outcomes().get(0));
  }

  @Test
  void neverSetsTheTimestampBack() {
    Facts later = new Facts(1, Micros.now(NOON) + 5, Map.of(), Map.of(), Map.of());
    assertEquals(
        later.timestamp(),
        decide(later, request("s", ExpectedVersion.any(), event("A")))
            .written()
            .get(0)
            .timestamp());
    assertEquals(
        Micros.now(NOON),
        decide(TEN_IN_S, request("s", ExpectedVersion.any(), event("A")))
            .written()
            .get(0)
            .timestamp());
  }

  @Test
  void checksTheExpectedVersionOfAnEmptyAppendAndWritesNothing() {
    GroupOutcome outcome = decide(
        TEN_IN_S,
        request("s", ExpectedVersion.exactly(10)),
        request("s", ExpectedVersion.exactly(9)));
    assertEquals(10, done(outcome.outcomes().get(0)).version());
    assertInstanceOf(AppendOutcome.Conflict.class, outcome.outcomes().get(1));
    assertTrue(outcome.written().isEmpty());
  }

  @Test
  void asksForTheStreamsKeysAndConditionsOfTheGroup() {
    AppendCondition condition = AppendCondition.noEventMatching(EventFilter.all());
    Questions questions = AppendPlanner.questions(List.of(
        request("s", ExpectedVersion.any(), keyed("A", "k1"), keyed("A", "k2")),
        new AppendRequest(
            request("t", ExpectedVersion.any(), event("A")).writes(), List.of(condition))));
    assertEquals(
        new Questions(Set.of("s", "t"), Map.of("s", Set.of("k1", "k2")), Set.of(condition)),
        questions);
  }
}
