package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.StorageLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a limit allows exactly, and what is one too much. */
final class LimitsTest {

  @Test
  void smallestLimitsAreAllowed() {
    assertEquals(1, new Limits(1, 2, 1, 1).maxDataBytes());
    assertThrows(IllegalArgumentException.class, () -> new Limits(0, 2, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 2, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 2, 1, 0));
  }

  @Test
  void appendOfExactlyTheLimitIsTaken() {
    Limits limits = new Limits(100, 100, 10, 24);
    AppendEncoder encoder =
        new AppendEncoder(StoreOptions.defaults().withLimits(limits), StorageLimits.none(), null);
    CandidateEvent event = CandidateEvent.of("T", Bytes.utf8("1234567890")); // and {}
    AppendEncoder.Encoded taken =
        encoder.encode(AppendBatch.of("s", ExpectedVersion.any(), List.of(event, event)));
    assertTrue(taken.bytes() >= 24);
    CandidateEvent larger = CandidateEvent.of("T", Bytes.utf8("12345678901"));
    IllegalArgumentException refused = assertThrows(
        IllegalArgumentException.class,
        () -> encoder.encode(AppendBatch.of("s", ExpectedVersion.any(), List.of(event, larger))));
    assertTrue(refused.toString().contains("25 bytes or more; the limit is 24"));
  }
}
