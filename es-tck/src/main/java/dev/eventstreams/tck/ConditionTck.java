package dev.eventstreams.tck;

import static dev.eventstreams.AppendCondition.noEventMatching;
import static dev.eventstreams.EventFilter.type;
import static dev.eventstreams.ExpectedVersion.any;
import static dev.eventstreams.ExpectedVersion.noStream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.StoreOptions;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Conditional appends: decisions guarded by any set of events. */
public abstract class ConditionTck extends StoreTck {

  private static final EventFilter USED =
      type("CouponUsed").and(EventFilter.metadata("coupon", "C-1"));

  /** For a backend's own class. */
  protected ConditionTck() {}

  @Test
  @Rule("A12")
  void appendsIfNoEventMatches() {
    stream("a").append(CandidateEvent.of("CouponUsed").withMetadata("coupon", "C-2"));
    stream("a").append(CandidateEvent.of("CouponIssued").withMetadata("coupon", "C-1"));

    use("b", noEventMatching(USED));

    assertEquals(1, stream("b").version(), "the version after an append under a true condition");
  }

  @Test
  @Rule("A12")
  void refusesTheAppendIfAnEventMatches() {
    long used = stream("a").append(used()).position();
    stream("c").append(Sample.numbered(1));
    AppendCondition condition = noEventMatching(USED);

    AppendConditionFailedException refused = assertThrows(
        AppendConditionFailedException.class,
        () -> use("b", condition),
        "an append under the condition that no event matches which one does");

    assertEquals(condition, refused.condition(), "the condition that failed");
    assertEquals(used, refused.position(), "the position of the event that violates it");
    assertEquals(2, store().metrics().eventCount(), "events after the refused append");
  }

  @Test
  @Rule("A12")
  void looksPastThePositionAlone() {
    stream("a").append(Sample.numbered(1));
    long used = stream("a").append(used()).position();

    assertThrows(
        AppendConditionFailedException.class,
        () -> use("b", noEventMatching(USED).after(used - 1)),
        "a condition from just before the matching event");
    use("b", noEventMatching(USED).after(used));
    assertEquals(1, stream("b").version(), "the version after a condition from the match on");
  }

  @Test
  @Rule("A12")
  void judgesAnUnreadMatchByThePositionGiven() {
    stream("a").append(used(), used());
    stream("a").append(used());
    List<StoredEvent> readSome = Sample.read(store().all().read().where(USED).limit(2));
    long lastRead = readSome.get(1).position();

    assertThrows(
        AppendConditionFailedException.class,
        () -> use("b", noEventMatching(USED).after(lastRead)),
        "a condition from the last event of a limited read, with an unread match past it");
    use("b", noEventMatching(USED).after(store().head()));
    assertEquals(1, stream("b").version(), "the version after a condition from the head");
  }

  @Test
  @Rule("A12")
  void doesNotSeeTheAppendsOwnEvents() {
    use("b", noEventMatching(USED));
    store()
        .append(AppendBatch.of("c", noStream(), used(), used())
            .and("d", noStream(), used())
            .onlyIf(noEventMatching(USED).after(store().head())));

    assertEquals(4, store().metrics().eventCount(), "events of appends that match themselves");
  }

  @Test
  @Rule("A12")
  void wantsEveryConditionToHold() {
    stream("a").append(CandidateEvent.of("Frozen"));

    assertThrows(
        AppendConditionFailedException.class,
        () -> store()
            .append(AppendBatch.of("b", any(), used())
                .onlyIf(noEventMatching(USED))
                .onlyIf(noEventMatching(type("Frozen")))),
        "an append under two conditions of which the second fails");
    assertEquals(0, stream("b").version(), "the version after the refused append");
  }

  @Test
  @Rule("A12")
  void judgesConditionsOfAnEmptyAppend() {
    stream("a").append(used());

    assertThrows(
        AppendConditionFailedException.class,
        () -> store().append(AppendBatch.of("b", any()).onlyIf(noEventMatching(USED))),
        "an empty append under a condition that fails");
    store().append(AppendBatch.of("b", any()).onlyIf(noEventMatching(type("Frozen"))));
    assertEquals(1, store().metrics().eventCount(), "events after empty appends");
  }

  @Test
  @Rule("A12")
  void refusesAPositionPastTheHead() {
    long head = stream("a").append(used()).position();

    PositionAheadException refused = assertThrows(
        PositionAheadException.class,
        () -> use("b", noEventMatching(USED).after(head + 1)),
        "a condition from past the head");
    assertEquals(head + 1, refused.requested(), "the position asked for");
    assertEquals(head, refused.head(), "the head");
    assertEquals(0, stream("b").version(), "the version after the refused append");
  }

  @Test
  @Rule("A12")
  void seesEarlierAppendsOfItsOwnGroup() throws Exception {
    Gate gate = new Gate();
    EventStore store = tapped(newStore(), StoreOptions.defaults(), gate::before);
    CompletableFuture<?> plug = store.stream("plug").appendAsync(Sample.numbered(1));
    gate.awaitAppend(patience());
    AppendBatch batch = AppendBatch.of("a", any(), used()).onlyIf(noEventMatching(USED));
    CompletableFuture<?> first = store.appendAsync(batch);
    CompletableFuture<?> second = store.appendAsync(batch);
    CompletableFuture<?> plain = store.stream("c").appendAsync(CandidateEvent.of("Frozen"));
    CompletableFuture<?> third = store.appendAsync(
        AppendBatch.of("d", any(), used()).onlyIf(noEventMatching(type("Frozen"))));
    gate.open();

    plug.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    first.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    plain.get(patience().toMillis(), TimeUnit.MILLISECONDS);
    assertRefused(second, "the second of two conflicting appends in one group");
    assertRefused(third, "an append that conflicts with an unconditional one in its group");
    assertEquals(List.of(1, 4), gate.groups(), "appends that were committed together");
    assertEquals(1, store.stream("a").version(), "the version after one of two");
  }

  private void assertRefused(CompletableFuture<?> append, String what) {
    ExecutionException failed = assertThrows(
        ExecutionException.class,
        () -> append.get(patience().toMillis(), TimeUnit.MILLISECONDS),
        what);
    assertEquals(
        AppendConditionFailedException.class,
        failed.getCause() == null ? null : failed.getCause().getClass(),
        what);
  }

  private void use(String stream, AppendCondition condition) {
    store().append(AppendBatch.of(stream, any(), used()).onlyIf(condition));
  }

  private static CandidateEvent used() {
    return CandidateEvent.of("CouponUsed").withMetadata("coupon", "C-1");
  }
}
