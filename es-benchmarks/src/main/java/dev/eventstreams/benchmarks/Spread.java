package dev.eventstreams.benchmarks;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.ExpectedVersion;
import java.util.ArrayList;
import java.util.List;

/** Events for many streams in one append. */
final class Spread {

  private static final int EACH = 10;

  private Spread() {}

  /**
   * Returns an append that gives ten events to each stream in turn; {@code first} is the number of
   * the first event.
   */
  static AppendBatch over(int streams, int first, List<CandidateEvent> events) {
    List<AppendBatch.Part> parts = new ArrayList<>();
    for (int i = 0; i < events.size(); i += EACH) {
      parts.add(new AppendBatch.Part(
          "user-" + (first + i) / EACH % streams,
          ExpectedVersion.any(),
          events.subList(i, Math.min(events.size(), i + EACH))));
    }
    return new AppendBatch(parts, List.of());
  }
}
