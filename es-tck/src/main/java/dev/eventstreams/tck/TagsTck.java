package dev.eventstreams.tck;

import static dev.eventstreams.EventFilter.anyOf;
import static dev.eventstreams.EventFilter.tag;
import static dev.eventstreams.EventFilter.type;
import static dev.eventstreams.ExpectedVersion.any;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tags: they come back as they were appended, and events are found by them through an index. */
public abstract class TagsTck extends FilterKit {

  /** Tags that a backend may split, escape, fold or take for a pattern. */
  private static final List<String> HOSTILE = List.of(
      "coupon:C-1",
      "coupon:C-10",
      "COUPON:C-1",
      "coupon:C",
      "a",
      "b",
      "a,b",
      "a\"b",
      "a\\b",
      "[\"a\",\"b\"]",
      "{a,b}",
      " a",
      "a ",
      "%",
      "_",
      "'",
      "';--",
      "null",
      "NULL",
      "T",
      "s",
      "@all",
      "\u00e9",
      "e\u0301",
      "\u2028",
      "\uD83D\uDE00",
      "\uD83D\uDE00".repeat(255),
      "\uD83D\uDE00".repeat(254),
      "x".repeat(255),
      "x".repeat(254));

  /** For a backend's own class. */
  protected TagsTck() {}

  @Test
  @Rule("A16")
  void returnsTagsAsASet() {
    CandidateEvent event =
        CandidateEvent.of("T").withTag("b").withTag("a").withTag("b").withMetadata("a", "b");
    stream("s").append(event, CandidateEvent.of("T"));

    List<StoredEvent> read = Sample.read(stream("s").read());
    assertEquals(Set.of("a", "b"), read.get(0).tags(), "tags of an event with two");
    assertEquals(List.of("a", "b"), List.copyOf(read.get(0).tags()), "the tags, in their order");
    assertEquals(Set.of(), read.get(1).tags(), "tags of an event without any");
    assertThrows(
        UnsupportedOperationException.class, () -> read.get(0).tags().add("c"), "adding a tag");
  }

  @Test
  @Rule("A16")
  void returnsHostileTagsUnchanged() {
    List<List<String>> given = new ArrayList<>();
    for (int i = 0; i < HOSTILE.size(); i++) {
      given.add(List.of(HOSTILE.get(i)));
      given.add(HOSTILE.subList(i, Math.min(HOSTILE.size(), i + 7)));
    }
    for (List<String> tags : given) {
      stream("s").append(CandidateEvent.of("T").withTags(tags));
    }

    List<StoredEvent> read = Sample.read(store().all().read());
    for (int i = 0; i < given.size(); i++) {
      assertEquals(Set.copyOf(given.get(i)), read.get(i).tags(), "tags of event " + (i + 1));
    }
  }

  @Test
  @Rule("A9")
  void takes32TagsAndRefusesWhatExceedsALimit() {
    List<String> most =
        IntStream.range(0, 32).mapToObj(i -> i + "\uD83D\uDE00".repeat(250)).toList();
    stream("s").append(CandidateEvent.of("T").withTags(most));

    assertEquals(
        Set.copyOf(most), Sample.read(stream("s").read()).get(0).tags(), "the longest tags");
    List<String> tooMany = IntStream.range(0, 33).mapToObj(Integer::toString).toList();
    CandidateEvent full = CandidateEvent.of("T").withTags(most);
    assertThrows(
        IllegalArgumentException.class,
        () -> CandidateEvent.of("T").withTags(tooMany),
        "33 tags at once");
    assertThrows(IllegalArgumentException.class, () -> full.withTag("more"), "one tag more");
    for (String refused : List.of("", "a\nb", "a\0b", "\uD83D", "x".repeat(256))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> CandidateEvent.of("T").withTag(refused),
          "the tag " + refused);
      assertThrows(IllegalArgumentException.class, () -> tag(refused), "a filter for " + refused);
    }
  }

  @Test
  @Rule("A6")
  void repeatAddsNoTag() {
    CandidateEvent first =
        CandidateEvent.of("T", "first").withIdempotencyKey("k").withTag("old");
    stream("s").append(first);
    stream("s").append(first.withTags(List.of("new")));

    assertSelects(tag("old"), "first");
    assertSelects(tag("new"));
  }

  @Test
  @Rule("A15")
  void aTagIsFoundByEveryCharacter() {
    for (String tag : HOSTILE) {
      stream("s").append(CandidateEvent.of("T", tag).withTag(tag).withMetadata(tag, tag));
      stream("t").append(CandidateEvent.of(tag, "none").withMetadata("tags", List.of(tag)));
    }

    for (String tag : HOSTILE) {
      assertSelects(tag(tag), tag);
    }
    assertSelects(tag("coupon"));
    assertSelects(tag("missing"));
  }

  @Test
  @Rule("F1")
  void eachTagOfAnEventFindsIt() {
    stream("s").append(CandidateEvent.of("A", "1").withTags(List.of("x", "y", "z")));
    stream("t").append(CandidateEvent.of("B", "2").withTags(List.of("y")));
    stream("s").append(CandidateEvent.of("B", "3").withTags(List.of("z", "x")));
    stream("s").append(CandidateEvent.of("B", "4"));

    assertSelects(tag("x"), "1", "3");
    assertSelects(tag("y"), "1", "2");
    assertSelects(tag("z"), "1", "3");
    assertSelects(tag("x").and(tag("y")), "1");
    assertSelects(tag("x").and(tag("missing")));
    assertSelects(tag("x").and(type("B")), "3");
    assertSelects(tag("y").and(EventFilter.stream("s")), "1");
    assertSelects(anyOf(tag("x"), tag("y")), "1", "2", "3");
    assertSelects(anyOf(tag("missing"), tag("y")), "1", "2");
    assertSelects(anyOf(tag("y").and(type("B")), tag("z").and(type("A"))), "1", "2");
    assertSelects(anyOf(tag("y"), type("B")), "1", "2", "3", "4");
    assertSelects(anyOf(tag("x"), tag("y")).and(anyOf(tag("z"), tag("y"))), "1", "2", "3");
  }

  @Test
  @Rule("R5")
  void pagesThroughManyEventsOfATag() {
    List<CandidateEvent> batch = new ArrayList<>();
    for (int i = 0; i < 5_000; i++) {
      CandidateEvent event = CandidateEvent.of("T", Integer.toString(i));
      event = i % 2 == 0 ? event.withTag("even") : event;
      batch.add(i % 3 == 0 ? event.withTag("third") : event);
    }
    stream("s").append(any(), batch.subList(0, 3_000));
    stream("t").append(any(), batch.subList(3_000, 5_000));

    List<StoredEvent> all = Sample.read(store().all().read());
    long from = all.get(1_000).position();
    long upTo = all.get(4_000).position();

    assertPages(tag("even"), i -> i % 2 == 0, from, upTo);
    assertPages(anyOf(tag("even"), tag("third")), i -> i % 2 == 0 || i % 3 == 0, from, upTo);
    assertPages(tag("even").and(tag("third")), i -> i % 6 == 0, from, upTo);
    assertPages(tag("third").and(type("none")), i -> false, from, upTo);
  }

  private void assertPages(EventFilter filter, IntPredicate matches, long from, long upTo) {
    List<String> wanted = texts(matches, 0, 5_000);
    assertEquals(wanted, Sample.texts(store().all().read().where(filter)), "of " + filter);
    List<String> backwards =
        new ArrayList<>(Sample.texts(store().all().read().where(filter).backwards()));
    Collections.reverse(backwards);
    assertEquals(wanted, backwards, "backwards, of " + filter);
    assertEquals(
        texts(matches, 3_000, 5_000),
        Sample.texts(stream("t").read().where(filter)),
        "of stream t, of " + filter);
    assertEquals(
        texts(matches, 1_000, 4_001),
        Sample.texts(store().all().read().from(from).upTo(upTo).where(filter)),
        "between bounds, of " + filter);
  }

  private static List<String> texts(IntPredicate matches, int from, int to) {
    return IntStream.range(from, to).filter(matches).mapToObj(Integer::toString).toList();
  }

  @Test
  @Rule("A12")
  void judgesConditionsOnTagsByEarlierAppendsOfTheGroup() {
    StorageHandle storage = closedAfterwards(openStorage(newStore()));
    AppendCondition unused = AppendCondition.noEventMatching(tag("coupon:C-1"));
    AppendRequest use = request("s", List.of("coupon:C-1", "user:7"), unused);
    AppendRequest other = request("s", List.of("coupon:C-2"), unused);

    GroupOutcome outcome = storage.append(List.of(other, use, use, other));

    List<Boolean> done =
        outcome.outcomes().stream().map(AppendOutcome.Done.class::isInstance).toList();
    assertEquals(
        List.of(true, true, false, false), done, "appends in one group that need an unused coupon");
    AppendOutcome later = storage.append(List.of(other)).outcomes().get(0);
    assertTrue(later instanceof AppendOutcome.ConditionFailed, "in a later group: " + later);
  }

  @Test
  @Rule("W7")
  void watchesHistoryAndLiveEventsByTag() {
    stream("s").append(CandidateEvent.of("T", "1").withTag("x"), CandidateEvent.of("T", "2"));
    try (Watch<StoredEvent> watch =
        store().all().watch().from(1).where(tag("x")).open()) {
      Iterator<StoredEvent> events = watch.iterator();
      assertEquals("1", next(events, 1).get(0).data().utf8(), "an event of history");
      stream("t").append(CandidateEvent.of("T", "3").withTag("y"));
      stream("t").append(CandidateEvent.of("T", "4").withTags(List.of("w", "x")));
      StoredEvent live = next(events, 1).get(0);
      assertEquals("4", live.data().utf8(), "a live event");
      assertEquals(Set.of("w", "x"), live.tags(), "tags of a live event");
    }
  }

  @Test
  @Rule("F8")
  void threeMatchesCostTheSameHoweverManyEventsThereAre() {
    StorageHandle storage = closedAfterwards(openStorage(newStore()));
    fill(storage, 1_000);
    long few = fastest(storage);
    for (int i = 0; i < 4; i++) {
      fill(storage, 50_000);
    }

    long many = fastest(storage);

    String times = "nanoseconds for a condition, a page and a page of a stream by a tag of three "
        + "events: " + few + " among 1,000 events, " + many + " among 201,000";
    assertTrue(many < 6 * Math.max(few, TimeUnit.MICROSECONDS.toNanos(300)), times);
  }

  private static void fill(StorageHandle storage, int events) {
    if (storage.head(null).count() == 0) {
      storage.append(List.of(request("s", List.of("rare"))));
    }
    NewEvent plain = new NewEvent("T", "id", false, List.of("often"), "{}", Bytes.utf8("data"), 0);
    NewEvent bare = new NewEvent("T", "id", false, List.of(), "{}", Bytes.utf8("data"), 0);
    List<NewEvent> batch =
        IntStream.range(0, events).mapToObj(i -> i % 10 == 0 ? plain : bare).toList();
    storage.append(
        List.of(new AppendRequest(List.of(new StreamWrite("s", any(), batch)), List.of())));
    if (storage.head(null).count() < 2_000) {
      storage.append(List.of(request("s", List.of("rare"))));
      storage.append(List.of(request("s", List.of("rare"))));
    }
  }

  private static long fastest(StorageHandle storage) {
    AppendRequest refused =
        request("s", List.of(), AppendCondition.noEventMatching(tag("rare").and(type("T"))));
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      AppendOutcome outcome = storage.append(List.of(refused)).outcomes().get(0);
      int found = pages(storage, null) + pages(storage, "s");
      fastest = Math.min(fastest, System.nanoTime() - start);
      assertTrue(outcome instanceof AppendOutcome.ConditionFailed, "the condition: " + outcome);
      assertEquals(6, found, "events of the tag, in the store and in the stream");
    }
    return fastest;
  }

  private static int pages(StorageHandle storage, @Nullable String from) {
    int found = 0;
    long after = 0;
    while (true) {
      Page page = storage.read(
          new PageRequest(from, after, Long.MAX_VALUE, false, tag("rare"), 100, 1 << 20));
      found += page.records().size();
      if (!page.more()) {
        return found;
      }
      after = page.scannedTo();
    }
  }

  private static AppendRequest request(
      String stream, List<String> tags, AppendCondition... conditions) {
    NewEvent event = new NewEvent("T", "id", false, tags, "{}", Bytes.empty(), 0);
    return new AppendRequest(
        List.of(new StreamWrite(stream, any(), List.of(event))), List.of(conditions));
  }
}
