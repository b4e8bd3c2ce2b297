package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.StorageLimits;
import org.junit.jupiter.api.Test;

final class AppendEncoderTest {

  @Test
  void countsAnAppendWithoutEventsTowardsTheQueuesBytes() {
    AppendEncoder encoder = new AppendEncoder(StoreOptions.defaults(), StorageLimits.none(), null);
    AppendBatch empty = AppendBatch.of("s", ExpectedVersion.noStream());
    assertTrue(encoder.encode(empty).bytes() > 0);
  }
}
