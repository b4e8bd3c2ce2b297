package dev.eventstreams.benchmarks;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Databases with events to read. */
final class Stores {

  static final int STREAMS = 100;

  // Events 0–19 go to the first stream, 20–39 to the second, so that type, region and stream are
  // independent of each other.
  private static final int RUN_OF_A_STREAM = 20;
  private static final int BATCH = 1_000;

  private Stores() {}

  /** Returns a new database with one stream of {@code total} events. */
  static Path withOneStream(Run run, int total) {
    Path database = run.freshDatabase();
    try (EventStore store = run.open(database)) {
      for (List<CandidateEvent> batch : Sample.batches(total, BATCH, Sample::event)) {
        store.stream(Sample.STREAM).append(ExpectedVersion.any(), batch);
      }
    }
    return database;
  }

  /**
   * Returns a new database with {@code total} events over 100 streams, half of which are customers.
   */
  static Path withManyStreams(Run run, int total) {
    Path database = run.freshDatabase();
    try (EventStore store = run.open(database)) {
      for (int from = 0; from < total; from += BATCH) {
        store.append(batch(from, Math.min(total, from + BATCH)));
      }
    }
    return database;
  }

  /** Returns the id of the stream of event i. */
  static String streamOf(int i) {
    int number = i / RUN_OF_A_STREAM % STREAMS;
    return (number % 2 == 0 ? "customer-" : "order-") + number;
  }

  private static AppendBatch batch(int from, int to) {
    List<AppendBatch.Part> parts = new ArrayList<>();
    for (int i = from; i < to; i += RUN_OF_A_STREAM) {
      List<CandidateEvent> events =
          Sample.events(i, Math.min(to, i + RUN_OF_A_STREAM), Sample::event);
      parts.add(new AppendBatch.Part(streamOf(i), ExpectedVersion.any(), events));
    }
    return new AppendBatch(parts, List.of());
  }
}
