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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Filters: fields, combinations and missing fields. */
public abstract class FilterTck extends FilterKit {

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
