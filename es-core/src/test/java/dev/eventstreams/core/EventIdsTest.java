package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EventIdsTest {

  private static EventIds at(long millis) {
    return new EventIds(Clock.fixed(Instant.ofEpochMilli(millis), ZoneOffset.UTC));
  }

  @Test
  void neverRepeatsAnIdEvenIfTheClockStops() {
    EventIds one = at(5);
    EventIds other = at(5);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      ids.add(one.next());
      ids.add(other.next());
    }
    assertEquals(200_000, ids.size());
  }

  @Test
  void sortsByTime() {
    assertTrue(at(1_000).next().compareTo(at(1_001).next()) < 0);
    assertTrue(at(1_800_000_000_000L).next().compareTo(at(1_900_000_000_000L).next()) < 0);
    assertEquals(26, at(0).next().length());
  }
}
