package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StoreUrl;
import java.nio.file.Path;
import java.util.List;

/**
 * Appends to files, each of them on the disk when the append returns. The limit is plain code that
 * writes the same lines with the same fsync.
 */
final class FileWorkloads {

  private static final Row APPEND = new Row(
      "file_append_10000",
      "files, 200,000 events in appends of 10,000, beside plain code writing the same lines",
      Unit.EVENTS_PER_SECOND,
      Target.none().share(0.70).bound(2_000_000));
  private static final Row SINGLE = new Row(
      "file_append_single",
      "files, 500 appends of 1 event, one after another",
      Unit.APPENDS_PER_SECOND,
      Target.none().share(0.70));
  private static final Row SIXTY_FOUR = new Row(
      "file_concurrent_64",
      "files, 64 writers × 100 single appends, beside one plain writer",
      Unit.APPENDS_PER_SECOND,
      Target.none().share(4));

  private static final int BATCH = 10_000;

  private FileWorkloads() {}

  static List<Workload> all() {
    return List.of(
        Workload.of(APPEND, FileWorkloads::append),
        Workload.of(SINGLE, FileWorkloads::single),
        Workload.of(SIXTY_FOUR, FileWorkloads::sixtyFour));
  }

  static EventStore open(Path directory) {
    return EventStores.open(StoreUrl.of("file", directory.toString()).toString());
  }

  private static void append(Run run) throws Exception {
    int total = run.size(200_000, 100);
    List<List<CandidateEvent>> batches = Sample.batches(total, BATCH, Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = open(run.freshDatabase())) {
            EventStream stream = store.stream(Sample.STREAM);
            long begin = System.nanoTime();
            for (List<CandidateEvent> batch : batches) {
              stream.append(ExpectedVersion.any(), batch);
            }
            run.ours(APPEND, Run.perSecond(total, System.nanoTime() - begin));
            Run.expect(total, stream.version());
          }
        },
        () -> {
          try (PlainLog log = new PlainLog(run.freshDatabase())) {
            long begin = System.nanoTime();
            for (List<CandidateEvent> batch : batches) {
              log.append(Sample.STREAM, batch);
            }
            run.limit(APPEND, Run.perSecond(total, System.nanoTime() - begin));
          }
        });
  }

  private static void single(Run run) throws Exception {
    List<CandidateEvent> events = Sample.events(0, run.size(500, 10), Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = open(run.freshDatabase())) {
            EventStream stream = store.stream(Sample.STREAM);
            long begin = System.nanoTime();
            for (CandidateEvent event : events) {
              stream.append(event);
            }
            run.ours(SINGLE, Run.perSecond(events.size(), System.nanoTime() - begin));
          }
        },
        () -> run.limit(SINGLE, onePlainWriter(run, events)));
  }

  private static double onePlainWriter(Run run, List<CandidateEvent> events) throws Exception {
    try (PlainLog log = new PlainLog(run.freshDatabase())) {
      long begin = System.nanoTime();
      for (CandidateEvent event : events) {
        log.append(Sample.STREAM, List.of(event));
      }
      return Run.perSecond(events.size(), System.nanoTime() - begin);
    }
  }

  private static void sixtyFour(Run run) throws Exception {
    int writers = 64;
    int each = run.size(100, 2);
    List<List<CandidateEvent>> events = Sample.batches(writers * each, each, Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = open(run.freshDatabase())) {
            long nanos = Crew.time(writers, number -> {
              EventStream stream = store.stream("user-" + number);
              for (CandidateEvent event : events.get(number)) {
                stream.append(event);
              }
            });
            run.ours(SIXTY_FOUR, Run.perSecond((long) writers * each, nanos));
            Run.expect((long) writers * each, store.metrics().eventCount());
          }
        },
        () ->
            run.limit(SIXTY_FOUR, onePlainWriter(run, Sample.events(0, 5 * each, Sample::event))));
  }
}
