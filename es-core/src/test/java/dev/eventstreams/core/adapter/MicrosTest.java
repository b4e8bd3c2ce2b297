package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MicrosTest {

  @Test
  void timesInTheRangeOfLongSurviveTheRoundTrip() {
    long[] times = {
      0,
      1,
      -1,
      999_999,
      -1_000_001,
      Long.MAX_VALUE,
      Long.MIN_VALUE,
      Long.MIN_VALUE + 1,
      -9_300_000_000_000_001L
    };
    for (long micros : times) {
      assertEquals(micros, Micros.of(Micros.toInstant(micros)));
    }
    Instant year2500 = Instant.parse("2500-01-01T00:00:00.000001999Z");
    assertEquals(16_725_225_600_000_001L, Micros.of(year2500));
    assertEquals(-14_830_981_200_000_000L, Micros.of(Instant.parse("1500-01-10T03:00:00Z")));
  }

  @Test
  void timesOutsideTheRangeBecomeItsLimit() {
    assertEquals(Long.MAX_VALUE, Micros.of(Instant.MAX));
    assertEquals(Long.MIN_VALUE, Micros.of(Instant.MIN));
  }

  @Test
  void clockOutsideTheRangeIsRefusedWithItsTimeAndTheRange() {
    for (Instant beyond : List.of(Instant.MAX, Instant.MIN)) {
      Clock clock = Clock.fixed(beyond, ZoneOffset.UTC);
      StorageException refused = assertThrows(StorageException.class, () -> Micros.now(clock));
      assertTrue(refused.toString().contains(beyond + "; a store keeps times from -29"));
      assertThrows(StorageException.class, () -> Micros.millis(clock));
    }
  }
}
