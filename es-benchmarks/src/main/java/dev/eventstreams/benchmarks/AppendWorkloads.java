package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import java.util.List;
import java.util.function.IntFunction;

/** Appends by one writer: events one at a time, and in batches. */
final class AppendWorkloads {

  private static final Row SINGLE = new Row(
      "append_single_seq",
      "2,000 appends of 1 event, one after another, no key",
      Unit.APPENDS_PER_SECOND,
      Target.tenTimesOriginal().share(0.75));
  private static final Row SINGLE_KEYED = new Row(
      "append_single_seq_keyed_occ",
      "the same, with key and expected version",
      Unit.APPENDS_PER_SECOND,
      Target.tenTimesOriginal().share(0.75));
  private static final Row BATCH =
      Row.of("append_batch_1000", "100 appends of 1,000 events, no key", Unit.EVENTS_PER_SECOND);
  private static final Row BATCH_KEYED =
      Row.of("append_batch_1000_keyed", "the same with keys", Unit.EVENTS_PER_SECOND);

  private AppendWorkloads() {}

  static List<Workload> all() {
    return List.of(
        Workload.of(SINGLE, AppendWorkloads::single),
        Workload.of(SINGLE_KEYED, AppendWorkloads::singleKeyed),
        Workload.of(BATCH, run -> batches(run, BATCH, Sample::event)),
        Workload.of(BATCH_KEYED, run -> batches(run, BATCH_KEYED, Sample::keyed)));
  }

  private static void single(Run run) throws Exception {
    List<CandidateEvent> events = Sample.events(0, run.size(2_000, 20), Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(run.freshDatabase())) {
            EventStream stream = store.stream(Sample.STREAM);
            long begin = System.nanoTime();
            for (CandidateEvent event : events) {
              stream.append(event);
            }
            run.ours(SINGLE, Run.perSecond(stream.version(), System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainWriter writer = PlainWriter.create(run.freshDatabase())) {
            long begin = System.nanoTime();
            for (CandidateEvent event : events) {
              writer.appendOne(Sample.STREAM, event);
            }
            run.limit(
                SINGLE, Run.perSecond(writer.version(Sample.STREAM), System.nanoTime() - begin));
          }
        });
  }

  private static void singleKeyed(Run run) throws Exception {
    List<CandidateEvent> events = Sample.events(0, run.size(2_000, 20), Sample::keyed);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(run.freshDatabase())) {
            EventStream stream = store.stream(Sample.STREAM);
            long version = 0;
            long begin = System.nanoTime();
            for (CandidateEvent event : events) {
              version = stream.append(ExpectedVersion.exactly(version), event).version();
            }
            run.ours(SINGLE_KEYED, Run.perSecond(version, System.nanoTime() - begin));
            Run.expect(events.size(), version);
          }
        },
        () -> {
          try (PlainWriter writer = PlainWriter.create(run.freshDatabase())) {
            long version = 0;
            long begin = System.nanoTime();
            for (CandidateEvent event : events) {
              version = writer.appendOneAt(Sample.STREAM, version, event);
            }
            run.limit(SINGLE_KEYED, Run.perSecond(version, System.nanoTime() - begin));
            Run.expect(events.size(), version);
          }
        });
  }

  private static void batches(Run run, Row row, IntFunction<CandidateEvent> maker)
      throws Exception {
    int total = run.size(100_000, 100);
    List<List<CandidateEvent>> batches = Sample.batches(total, 1_000, maker);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(run.freshDatabase())) {
            EventStream stream = store.stream(Sample.STREAM);
            long begin = System.nanoTime();
            for (List<CandidateEvent> batch : batches) {
              stream.append(ExpectedVersion.any(), batch);
            }
            run.ours(row, Run.perSecond(total, System.nanoTime() - begin));
            Run.expect(total, stream.version());
          }
        },
        () -> {
          try (PlainWriter writer = PlainWriter.create(run.freshDatabase())) {
            long begin = System.nanoTime();
            for (List<CandidateEvent> batch : batches) {
              writer.append(Sample.STREAM, batch);
            }
            run.limit(row, Run.perSecond(total, System.nanoTime() - begin));
            Run.expect(total, writer.version(Sample.STREAM));
          }
        });
  }
}
