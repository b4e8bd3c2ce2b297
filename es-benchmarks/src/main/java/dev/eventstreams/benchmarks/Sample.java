package dev.eventstreams.benchmarks;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The events of all workloads: event <i>i</i> has type {@code type-<i mod 10>}, 200 bytes of data, and metadata of three
 * fields, one of them an object.
 */
final class Sample {

  static final String STREAM = "user-123";

  private static final int DATA_BYTES = 200;
  private static final List<String> REGIONS = List.of("EMEA", "APAC", "AMER", "LATAM");

  private Sample() {}

  /** Returns event i, without a key. */
  static CandidateEvent event(int i) {
    return CandidateEvent.of("type-" + i % 10, data(i))
        .withMetadata(Map.of(
            "region", REGIONS.get(i % 4),
            "n", i,
            "tags", Map.of("tier", i % 5 == 0 ? "gold" : "basic")));
  }

  /** Returns event i with its key. */
  static CandidateEvent keyed(int i) {
    return event(i).withIdempotencyKey("event-" + i);
  }

  /** Returns event i as in the original's benchmark: with only a type and a key. */
  static CandidateEvent bare(int i) {
    return CandidateEvent.of("Increment").withIdempotencyKey("event-" + i);
  }

  /** Returns events {@code from} (included) to {@code to} (excluded). */
  static List<CandidateEvent> events(int from, int to, IntFunction<CandidateEvent> maker) {
    List<CandidateEvent> events = new ArrayList<>(to - from);
    for (int i = from; i < to; i++) {
      events.add(maker.apply(i));
    }
    return events;
  }

  /** Returns {@code total} events, in lists of the given size; the last list may be shorter. */
  static List<List<CandidateEvent>> batches(
      int total, int batch, IntFunction<CandidateEvent> maker) {
    List<List<CandidateEvent>> batches = new ArrayList<>();
    for (int from = 0; from < total; from += batch) {
      batches.add(events(from, Math.min(total, from + batch), maker));
    }
    return batches;
  }

  private static Bytes data(int i) {
    StringBuilder text = new StringBuilder(DATA_BYTES).append("{\"number\":").append(i);
    text.append(",\"note\":\"");
    while (text.length() < DATA_BYTES - 2) {
      text.append((char) ('a' + text.length() % 26));
    }
    return Bytes.utf8(text.append("\"}").toString());
  }
}
