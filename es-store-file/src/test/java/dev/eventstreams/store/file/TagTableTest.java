package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Compares the positions of tags with lists that contain the same. */
final class TagTableTest {

  private final Random random = new Random(23);

  @Test
  void tagsWithAnyNumberOfEventsAreFoundWithTheirPositions() {
    TagTable table = new TagTable();
    Map<Long, List<Integer>> expected = new HashMap<>();
    for (int position = 1; position <= 300_000; position++) {
      int number = random.nextInt(3) > 0 ? random.nextInt(2) : random.nextInt(20_000);
      long hash = Hash.of(5, Text.utf8("tag" + number)) & ~0xff0L; // some share a home
      for (int again = random.nextInt(2); again >= 0; again--) {
        table.add(hash, position);
      }
      expected.computeIfAbsent(hash, any -> new ArrayList<>()).add(position);
    }
    assertEquals(300_000, table.size());
    assertEquals(0, table.positions(7).count(), "a tag that no event has");
    expected.forEach((hash, list) -> {
      Positions positions = table.positions(hash);
      assertEquals(list.size(), positions.count());
      for (int i = 0; i < 20; i++) {
        int n = 1 + random.nextInt(list.size());
        assertEquals(list.get(n - 1), positions.get(n));
        assertEquals(n, positions.upTo(list.get(n - 1)));
        assertEquals(n - 1, positions.upTo(list.get(n - 1) - 1));
      }
      assertEquals(0, positions.get(0));
      assertEquals(0, positions.get(list.size() + 1));
      assertEquals(0, positions.upTo(0));
      assertEquals(list.size(), positions.upTo(Integer.MAX_VALUE));
    });
  }

  @Test
  void emptyTableHasNoPositions() {
    Positions none = new TagTable().positions(Hash.of(5, Text.utf8("tag")));
    assertEquals(0, none.count());
    assertEquals(0, none.upTo(Integer.MAX_VALUE));
    assertEquals(0, none.get(1));
  }

  private static LogIndex index(int events, int tags) {
    LogIndex index = new LogIndex(42);
    index.add(new Segment(Path.of("log"), 1, 1));
    int[] streams = {
      index.streams().findOrAdd(Text.utf8("even")), index.streams().findOrAdd(Text.utf8("odd"))
    };
    for (int i = 1; i <= events; i++) {
      index.add(i, streams[i % 2], 0, Hash.ofTags(42, List.of("tag" + i % tags)));
    }
    return index;
  }

  /** A page without a match ends after a bounded search, and the next page continues there. */
  @Test
  void searchForEventsThatDoNotExistIsBoundedAndMovesOn() {
    LogIndex index = index(600_000, 2);
    for (boolean backwards : new boolean[] {false, true}) {
      Positions odd = index.streams().positions(index.streams().find(Text.utf8("odd")));
      EventFilter even = EventFilter.tag("tag0");
      TaggedPositions search =
          TaggedPositions.of(index, even, odd, 0, 600_000, backwards, odd.count() + 1);
      assertNotNull(search);
      assertEquals(List.of(), search.next(1));
      int pending = search.pending();
      assertTrue(
          backwards ? pending > 0 && pending < 500_000 : pending > 100_000, "pending: " + pending);
      assertEquals(List.of(), search.next(1), "the same page");
      assertEquals(pending, search.pending());
    }
  }

  @Test
  void setWithTheFewestEventsBetweenTheBoundsIsTaken() {
    LogIndex index = index(10_000, 1_000);
    EventFilter few = EventFilter.tag("tag7")
        .and(EventFilter.anyOf(
            EventFilter.tag("tag7"), EventFilter.tag("tag8"), EventFilter.tag("tag9")));
    TaggedPositions search = TaggedPositions.of(index, few, null, 5_007, 10_000, false, 10_000);
    assertNotNull(search);
    assertEquals(List.of(6_007, 7_007), search.next(2));
    assertEquals(List.of(8_007, 9_007), search.next(9));
    assertEquals(0, search.pending());
    assertNull(TaggedPositions.of(index, few, null, 0, 10_000, false, 10), "as many as all events");
    assertNull(
        TaggedPositions.of(index, EventFilter.type("T"), null, 0, 10_000, false, 10_000), "no tag");
  }
}
