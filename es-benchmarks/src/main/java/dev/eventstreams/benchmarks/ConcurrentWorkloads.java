package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.VersionConflictException;
import java.util.List;

/**
 * Many writers, one event for each append. The limit is one plain writer that commits each event:
 * more plain writers would only wait for each other, because SQLite has one writer at a time.
 */
final class ConcurrentWorkloads {

  private static final Row FIFTY = Row.of(
      "append_concurrent_50",
      "50 streams × 100 single appends, 50 writers",
      Unit.APPENDS_PER_SECOND);
  private static final Row SIXTY_FOUR = new Row(
      "append_concurrent_64",
      "64 writers × 500 single appends to a stream each, beside one plain writer",
      Unit.APPENDS_PER_SECOND,
      Target.none().share(4));
  private static final Row CONTENDED = Row.of(
      "append_occ_contended_8",
      "8 writers on one stream: read version, append at it, retry on conflict, 50 successes each",
      Unit.SUCCESSES_PER_SECOND);

  private ConcurrentWorkloads() {}

  static List<Workload> all() {
    return List.of(
        Workload.of(FIFTY, run -> streams(run, FIFTY, 50, run.size(100, 2))),
        Workload.of(SIXTY_FOUR, run -> streams(run, SIXTY_FOUR, 64, run.size(500, 2))),
        Workload.of(CONTENDED, ConcurrentWorkloads::contended));
  }

  private static void streams(Run run, Row row, int writers, int each) throws Exception {
    List<List<CandidateEvent>> events = Sample.batches(writers * each, each, Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(run.freshDatabase())) {
            long nanos = Crew.time(writers, number -> {
              EventStream stream = store.stream("user-" + number);
              for (CandidateEvent event : events.get(number)) {
                stream.append(event);
              }
            });
            run.ours(row, Run.perSecond((long) writers * each, nanos));
            Run.expect((long) writers * each, store.metrics().eventCount());
          }
        },
        () -> {
          try (PlainWriter writer = PlainWriter.create(run.freshDatabase())) {
            long begin = System.nanoTime();
            for (int i = 0; i < each; i++) {
              for (int number = 0; number < writers; number++) {
                writer.appendOne("user-" + number, events.get(number).get(i));
              }
            }
            run.limit(row, Run.perSecond((long) writers * each, System.nanoTime() - begin));
          }
        });
  }

  private static void contended(Run run) throws Exception {
    int writers = 8;
    int each = run.size(50, 2);
    List<List<CandidateEvent>> events = Sample.batches(writers * each, each, Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(run.freshDatabase())) {
            EventStream stream = store.stream(Sample.STREAM);
            long nanos = Crew.time(writers, number -> {
              for (CandidateEvent event : events.get(number)) {
                appendWithRetry(stream, event);
              }
            });
            run.ours(CONTENDED, Run.perSecond((long) writers * each, nanos));
            Run.expect((long) writers * each, stream.version());
          }
        },
        () -> {
          try (PlainWriter writer = PlainWriter.create(run.freshDatabase())) {
            long begin = System.nanoTime();
            for (List<CandidateEvent> mine : events) {
              for (CandidateEvent event : mine) {
                writer.appendOneAt(Sample.STREAM, writer.version(Sample.STREAM), event);
              }
            }
            run.limit(CONTENDED, Run.perSecond((long) writers * each, System.nanoTime() - begin));
          }
        });
  }

  private static void appendWithRetry(EventStream stream, CandidateEvent event) {
    while (true) {
      try {
        stream.append(ExpectedVersion.exactly(stream.version()), event);
        return;
      } catch (VersionConflictException e) {
        // Another writer was first: read the version again.
      }
    }
  }
}
