package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Histories made by hand, for which it is known whether an order explains them. */
final class HistoryCheckTest {

  private final List<Moment> moments = new ArrayList<>();
  private long base;

  private static Answer.Event event(String label, long version, long position) {
    return new Answer.Event("s", label, version, position);
  }

  private static Call append(long expected, String... labels) {
    return new Call.Append(List.of(new Call.Part("s", expected, List.of(labels))), null, null);
  }

  private static Call keyed(String key, String label) {
    return new Call.Append(List.of(new Call.Part("s", Call.ANY, List.of(label))), null, key);
  }

  private static Call guarded(long after, String label) {
    return new Call.Append(
        List.of(new Call.Part("t", Call.ANY, List.of(label))), new Call.Guard("s", after), null);
  }

  private static Answer wrote(Answer.Event... events) {
    return new Answer.Done(List.of(events), false);
  }

  private static Answer saw(Answer.Event... events) {
    return new Answer.Events(List.of(events));
  }

  /**
   * Adds an operation with the stamps of its beginning and its end; without an answer, it has no
   * end.
   */
  private void operation(int client, long begun, long ended, Call call, @Nullable Answer answer) {
    moments.add(new Moment(begun, client, call, null));
    if (answer != null) {
      moments.add(new Moment(ended, client, null, answer));
    }
  }

  private void accepts() {
    HistoryCheck.assertLinearizable("made by hand", History.of(base, moments));
  }

  private void refuses(String... said) {
    String message =
        String.valueOf(assertThrows(AssertionError.class, this::accepts).getMessage());
    Arrays.asList(said).forEach(part -> assertTrue(message.contains(part), message));
  }

  @Test
  void acceptsEitherOrderOfConcurrentCalls() {
    operation(1, 1, 4, append(0, "x"), wrote(event("x", 1, 7)));
    operation(2, 2, 5, append(0, "y"), new Answer.Conflict("s", 1));
    operation(3, 3, 6, new Call.Head("s"), new Answer.At(0));
    operation(4, 7, 8, new Call.Read(null, 0), saw(event("x", 1, 7)));
    accepts();
  }

  @Test
  void acceptsGapsBetweenPositionsAndAHeadThatIsNotZero() {
    base = 20;
    operation(1, 1, 2, append(0, "x", "y"), wrote(event("x", 1, 22), event("y", 2, 29)));
    operation(1, 3, 4, new Call.Head(null), new Answer.At(29));
    operation(2, 5, 6, new Call.Read(null, 25), saw(event("y", 2, 29)));
    accepts();
  }

  @Test
  void refusesAStaleReadOfAStream() {
    operation(1, 1, 2, append(0, "x"), wrote(event("x", 1, 1)));
    operation(2, 3, 4, new Call.Read("s", 0), saw());
    refuses("client 2: read s after 0: []");
  }

  @Test
  void refusesAStaleHead() {
    operation(1, 1, 2, append(0, "x"), wrote(event("x", 1, 1)));
    operation(2, 3, 4, new Call.Head(null), new Answer.At(0));
    refuses("client 2: head of @all: 0");
  }

  @Test
  void refusesAReadThatGoesBack() {
    operation(1, 1, 10, append(0, "x"), wrote(event("x", 1, 1)));
    operation(2, 2, 3, new Call.Head("s"), new Answer.At(1));
    operation(3, 4, 5, new Call.Head("s"), new Answer.At(0));
    refuses("head of s");
  }

  @Test
  void refusesALostUpdate() {
    operation(1, 1, 2, append(0, "x"), wrote(event("x", 1, 1)));
    operation(2, 3, 4, append(Call.ANY, "y"), wrote(event("y", 1, 2)));
    refuses("wrote [y (s 1, @all 2)]");
  }

  @Test
  void refusesTwoWinnersAtOneVersion() {
    operation(1, 1, 3, append(0, "x"), wrote(event("x", 1, 1)));
    operation(2, 2, 4, append(0, "y"), wrote(event("y", 2, 2)));
    refuses("x to s at version 0", "y to s at version 0");
  }

  @Test
  void refusesTwoWinnersOfAKey() {
    operation(1, 1, 3, keyed("k", "x"), wrote(event("x", 1, 1)));
    operation(2, 2, 4, keyed("k", "y"), wrote(event("y", 2, 2)));
    refuses("with key k");
  }

  @Test
  void acceptsARepeatOnlyAsTheOriginal() {
    operation(1, 1, 3, keyed("k", "x"), wrote(event("x", 1, 1)));
    operation(2, 2, 4, keyed("k", "y"), new Answer.Done(List.of(event("y", 1, 1)), true));
    accepts();
    operation(2, 5, 6, keyed("k", "z"), new Answer.Done(List.of(event("z", 2, 1)), true));
    refuses("a repeat of [z");
  }

  @Test
  void refusesPositionsThatDoNotFollowTheOrder() {
    operation(1, 1, 2, append(Call.ANY, "x"), wrote(event("x", 1, 2)));
    operation(2, 3, 4, append(Call.ANY, "y"), wrote(event("y", 2, 1)));
    refuses("wrote [y (s 2, @all 1)]");
  }

  @Test
  void refusesReadsThatSeeEventsInDifferentOrders() {
    operation(1, 1, 9, append(Call.ANY, "x"), wrote(event("x", 1, 1)));
    operation(2, 2, 8, append(Call.ANY, "y"), wrote(event("y", 2, 2)));
    operation(3, 3, 4, new Call.Read(null, 0), saw(event("y", 1, 1), event("x", 2, 2)));
    refuses("was seen at position");
  }

  @Test
  void refusesAnEventThatWasSeenAndIsGone() {
    operation(1, 1, 0, append(Call.ANY, "x"), null);
    operation(2, 2, 3, new Call.Read(null, 0), saw(event("x", 1, 1)));
    accepts();
    operation(2, 4, 5, new Call.Read(null, 0), saw());
    refuses("client 1: append [x to s]: no answer", "client 2: read @all after 0: []");
  }

  @Test
  void acceptsAnUnknownOutcomeThatIsSeenLateOrNever() {
    operation(1, 1, 0, append(Call.ANY, "x"), null);
    operation(2, 2, 3, new Call.Read(null, 0), saw());
    accepts();
    operation(2, 4, 5, new Call.Read(null, 0), saw(event("x", 1, 1)));
    accepts();
  }

  @Test
  void refusesHalfAnAppendOfUnknownOutcome() {
    operation(1, 1, 0, append(Call.ANY, "x", "y"), null);
    operation(2, 2, 3, new Call.Read(null, 0), saw(event("x", 1, 1)));
    refuses("x+y to s");
  }

  @Test
  void refusesAnEventThatWasNotAppended() {
    operation(2, 2, 3, new Call.Read(null, 0), saw(event("x", 1, 1)));
    refuses("x (s 1, @all 1)");
  }

  @Test
  void refusesAnAppendWhoseConditionNeverHeld() {
    operation(1, 1, 2, append(0, "x"), wrote(event("x", 1, 1)));
    operation(2, 3, 4, guarded(0, "y"), wrote(new Answer.Event("t", "y", 1, 2)));
    refuses("y to t] if s has no event past position 0");
  }

  @Test
  void acceptsAConditionAfterTheViolatingEvent() {
    operation(1, 1, 2, append(0, "x"), wrote(event("x", 1, 1)));
    operation(2, 3, 4, guarded(0, "y"), new Answer.Violated());
    operation(2, 5, 6, guarded(1, "z"), wrote(new Answer.Event("t", "z", 1, 2)));
    operation(2, 7, 8, guarded(3, "u"), new Answer.Ahead());
    accepts();
  }

  @Test
  void refusesARefusalWithoutReason() {
    operation(1, 1, 2, append(0, "x"), new Answer.Conflict("s", 0));
    refuses("conflict, s is at version 0");
  }

  @Test
  void refusesAWatchThatSkipsAnEvent() {
    operation(1, 1, 2, append(0, "x", "y"), wrote(event("x", 1, 1), event("y", 2, 2)));
    operation(2, 3, 4, new Call.Next(null, 0), saw(event("y", 2, 2)));
    refuses("next of a watch of @all after 0");
  }

  @Test
  void showsOnlyTheOperationsThatAreNeeded() {
    operation(1, 1, 2, append(0, "x"), wrote(event("x", 1, 1)));
    operation(1, 3, 4, new Call.Head("s"), new Answer.At(1));
    operation(2, 5, 6, new Call.Read("s", 0), saw());
    operation(1, 7, 8, append(1, "later"), wrote(event("later", 2, 2)));
    String message =
        String.valueOf(assertThrows(AssertionError.class, this::accepts).getMessage());
    assertFalse(message.contains("head of s"), message);
    assertFalse(message.contains("later"), message);
    assertTrue(message.contains("made by hand"), message);
  }
}
