package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static dev.eventstreams.ExpectedVersion.exactly;
import static dev.eventstreams.ExpectedVersion.noStream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendCondition;
import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamWrite;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Rules that can be tested only below the store: groups of appends, pages, and the cost of a page.
 */
public abstract class StorageTck extends StoreTck {

  private static final long NO_BOUND = Long.MAX_VALUE;

  private @Nullable StorageHandle storage;

  /** For a backend's own class. */
  protected StorageTck() {}

  private StorageHandle storage() {
    StorageHandle known = storage;
    if (known == null) {
      known = closedAfterwards(openStorage(newStore()));
      storage = known;
    }
    return known;
  }

  @Test
  @Rule("A1")
  void storesAWholeGroup() {
    List<AppendRequest> group =
        IntStream.range(0, 20).mapToObj(i -> plain("s" + i % 3, 5)).toList();

    GroupOutcome outcome = storage().append(group);

    List<EventRecord> read = pages(null, false, 0, NO_BOUND, EventFilter.all(), 1_000, 1 << 20);
    assertEquals(outcome.written(), read, "records read after a group of 20 appends of 5 events");
    assertEquals(100, read.size(), "records of a group of 20 appends of 5 events");
  }

  @Test
  @Rule({"A5", "A6"})
  void judgesEachAppendOfAGroupAloneAndInOrder() {
    storage().append(List.of(keyed("s", any(), "known")));

    GroupOutcome outcome = storage()
        .append(List.of(
            keyed("s", exactly(1), "a"),
            keyed("s", exactly(1), "b"),
            keyed("s", exactly(2), "c"),
            keyed("s", noStream(), "known", "a"),
            keyed("t", noStream(), "a", "b"),
            keyed("t", noStream(), "a", "new")));

    List<Class<?>> answers = new ArrayList<>();
    outcome.outcomes().forEach(answer -> answers.add(answer.getClass()));
    Class<?> done = AppendOutcome.Done.class;
    Class<?> conflict = AppendOutcome.Conflict.class;
    assertEquals(
        List.of(done, conflict, done, done, done, conflict), answers, "answers to six appends");
    AppendOutcome.Done repeat = (AppendOutcome.Done) outcome.outcomes().get(3);
    assertTrue(repeat.result().isRepeat(), "repeats of a stored key and of one in the group");
    assertEquals(
        List.of("known", "a", "c", "a", "b"),
        pages(null, false, 0, NO_BOUND, EventFilter.all(), 100, 1 << 20).stream()
            .map(EventRecord::id)
            .toList(),
        "events stored");
  }

  @Test
  @Rule("A12")
  void judgesConditionsByEarlierAppendsOfTheGroup() {
    AppendCondition none = AppendCondition.noEventMatching(EventFilter.type("T"));
    AppendRequest conditional = new AppendRequest(plain("s", 1).writes(), List.of(none));

    GroupOutcome outcome = storage().append(List.of(conditional, conditional));

    assertTrue(outcome.outcomes().get(0) instanceof AppendOutcome.Done, "the first: " + outcome);
    assertTrue(
        outcome.outcomes().get(1) instanceof AppendOutcome.ConditionFailed,
        "the second of two appends that exclude each other: " + outcome);
    assertEquals(1, storage().head(null).count(), "events stored");
  }

  @Test
  @Rule("R5")
  void continuesPagesWithoutGapOrRepeat() {
    List<AppendRequest> group = IntStream.range(0, 50)
        .mapToObj(i ->
            i % 7 == 3 ? big("big", 100_000) : i % 7 == 5 ? wide("wide") : plain("s" + i % 2, 5))
        .toList();
    storage().append(group);

    for (String stream : new @Nullable String[] {null, "s1", "big", "wide", "none"}) {
      List<EventRecord> all = pages(stream, false, 0, NO_BOUND, EventFilter.all(), 1_000, 1 << 30);
      for (int maxEvents : List.of(1, 3, 100)) {
        for (long maxBytes : List.of(1L, 150_000L, 1L << 30)) {
          String what = "pages of " + maxEvents + " events and " + maxBytes + " bytes";
          assertEquals(
              all, pages(stream, false, 0, NO_BOUND, EventFilter.all(), maxEvents, maxBytes), what);
          List<EventRecord> back =
              pages(stream, true, 0, NO_BOUND, EventFilter.all(), maxEvents, maxBytes);
          Collections.reverse(back);
          assertEquals(all, back, what + ", backwards");
        }
      }
    }
    assertEquals(
        7, pages(null, false, 0, NO_BOUND, EventFilter.type("Big"), 3, 1 << 30).size(), "big ones");
  }

  @Test
  @Rule("R5")
  void saysUpToWhereAPageAnswers() {
    assertEquals(0, lastPage(null, 0, NO_BOUND).scannedTo(), "of an empty store");
    storage().append(List.of(plain("s", 5), plain("t", 5)));
    List<EventRecord> all = pages(null, false, 0, NO_BOUND, EventFilter.all(), 100, 1 << 20);
    long third = all.get(2).position();
    long head = storage().head(null).last();

    assertEquals(head, lastPage(null, 0, NO_BOUND).scannedTo(), "where nothing matches: the head");
    assertEquals(third, lastPage(null, 0, third).scannedTo(), "with a bound: the bound");
    assertEquals(head, lastPage(null, head, NO_BOUND).scannedTo(), "at the head: the head");
    assertEquals(head, lastPage(null, head + 9, NO_BOUND).scannedTo(), "past the head: the head");
    assertEquals(head, lastPage(null, 0, head + 9).scannedTo(), "bounded past the head: the head");
    assertEquals(5, lastPage("s", 0, NO_BOUND).scannedTo(), "of a stream: its version");
    assertEquals(5, lastPage("s", 0, 9).scannedTo(), "bounded past a stream's end: its version");
    assertEquals(0, lastPage("none", 0, NO_BOUND).scannedTo(), "of no stream: 0");
  }

  @Test
  @Rule("F7")
  void readsTheLastFilteredPageAsFastAsTheFirst() {
    List<NewEvent> events = Collections.nCopies(
        25_000, new NewEvent("T", "id", false, List.of(), "{\"k\":1}", Bytes.utf8("data"), 0));
    for (int i = 0; i < 4; i++) {
      storage()
          .append(
              List.of(new AppendRequest(List.of(new StreamWrite("s", any(), events)), List.of())));
    }
    long head = storage().head(null).last();

    for (EventFilter filter :
        List.of(EventFilter.all(), EventFilter.type("T"), EventFilter.streamLike("s%"))) {
      long first = fastestPage(filter, 0, false);
      long last = fastestPage(filter, head - 200, false);
      long lastBackwards = fastestPage(filter, 0, true);
      String times = "nanoseconds of the first page " + first + ", of the last " + last
          + ", of the last backwards " + lastBackwards + ", by " + filter;
      long allowed = 8 * Math.max(first, TimeUnit.MICROSECONDS.toNanos(50));
      assertTrue(last < allowed && lastBackwards < allowed, times);
    }
  }

  @Test
  @Rule("L6")
  void answersTheHeadOfManyEventsAsFastAsThatOfNone() {
    long none = fastestHead();
    NewEvent event = new NewEvent("T", "id", false, List.of(), "{}", Bytes.utf8("data"), 0);
    for (int i = 0; i < 4; i++) {
      StreamWrite write = new StreamWrite("s", any(), Collections.nCopies(25_000, event));
      storage().append(List.of(new AppendRequest(List.of(write), List.of())));
    }

    long many = fastestHead();

    String times = "nanoseconds for the head of 100,000 events " + many + ", of none " + none;
    assertTrue(many < 20 * Math.max(none, TimeUnit.MICROSECONDS.toNanos(100)), times);
  }

  private long fastestHead() {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      long count = storage().head("s").count() + storage().head(null).count();
      fastest = Math.min(fastest, System.nanoTime() - start);
      assertEquals(0, count % 100_000, "events");
    }
    return fastest;
  }

  private long fastestPage(EventFilter filter, long after, boolean backwards) {
    PageRequest request = new PageRequest(null, after, NO_BOUND, backwards, filter, 100, 1 << 20);
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < 20; i++) {
      long start = System.nanoTime();
      Page page = storage().read(request);
      fastest = Math.min(fastest, System.nanoTime() - start);
      assertEquals(100, page.records().size(), "events of a page of 100");
    }
    return fastest;
  }

  private Page lastPage(@Nullable String stream, long after, long upTo) {
    Page page = storage()
        .read(new PageRequest(stream, after, upTo, false, EventFilter.type("none"), 100, 1 << 20));
    assertFalse(page.more(), "a page that looked at everything has more: " + page);
    return page;
  }

  private List<EventRecord> pages(
      @Nullable String stream,
      boolean backwards,
      long after,
      long upTo,
      EventFilter filter,
      int maxEvents,
      long maxBytes) {
    List<EventRecord> records = new ArrayList<>();
    long low = after;
    long high = upTo;
    while (true) {
      Page page = storage()
          .read(new PageRequest(stream, low, high, backwards, filter, maxEvents, maxBytes));
      assertFits(page, maxEvents, maxBytes);
      records.addAll(page.records());
      if (!page.more()) {
        return records;
      }
      assertTrue(page.scannedTo() > low && page.scannedTo() <= high, "no step forward: " + page);
      if (backwards) {
        high = page.scannedTo() - 1;
      } else {
        low = page.scannedTo();
      }
    }
  }

  // The last event may exceed the limit in bytes: the limit of the SPI is approximate ("about").
  private static void assertFits(Page page, int maxEvents, long maxBytes) {
    List<EventRecord> records = page.records();
    assertTrue(records.size() <= maxEvents, records.size() + " events in a page of " + maxEvents);
    long bytes = records.stream()
        .limit(Math.max(0, records.size() - 1))
        .mapToLong(EventRecord::size)
        .sum();
    assertTrue(bytes <= maxBytes, bytes + " bytes without the last event, of " + maxBytes);
  }

  private static AppendRequest plain(String stream, int count) {
    List<NewEvent> events = IntStream.range(0, count)
        .mapToObj(i -> new NewEvent("T", "id-" + i, false, List.of(), "{}", Bytes.utf8("" + i), 0))
        .toList();
    return new AppendRequest(List.of(new StreamWrite(stream, any(), events)), List.of());
  }

  private static AppendRequest big(String stream, int bytes) {
    NewEvent event =
        new NewEvent("Big", "id", false, List.of(), "{}", Bytes.of(new byte[bytes]), 0);
    return new AppendRequest(List.of(new StreamWrite(stream, any(), List.of(event))), List.of());
  }

  private static AppendRequest wide(String stream) {
    String metadata = "{\"k\":\"" + "x".repeat(60_000) + "\"}";
    NewEvent event = new NewEvent("Wide", "id", false, List.of(), metadata, Bytes.empty(), 0);
    List<NewEvent> events = List.of(event, event, event);
    return new AppendRequest(List.of(new StreamWrite(stream, any(), events)), List.of());
  }

  private static AppendRequest keyed(String stream, ExpectedVersion expected, String... keys) {
    List<NewEvent> events = List.of(keys).stream()
        .map(key -> new NewEvent("T", key, true, List.of(), "{}", Bytes.empty(), 0))
        .toList();
    return new AppendRequest(List.of(new StreamWrite(stream, expected, events)), List.of());
  }
}
