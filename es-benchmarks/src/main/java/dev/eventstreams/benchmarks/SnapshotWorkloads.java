package dev.eventstreams.benchmarks;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.Snapshot;
import java.nio.file.Path;
import java.util.List;

/** Snapshots, handles and metrics: the calls on a stream as a whole. */
final class SnapshotWorkloads {

  private static final Row SAVE =
      Row.of("snapshot_save", "save a state of 1 KiB", Unit.SNAPSHOTS_PER_SECOND);
  private static final Row LOAD = Row.of("snapshot_load", "load it", Unit.SNAPSHOTS_PER_SECOND);
  private static final Row METRICS =
      Row.of("metrics", "on a stream of 100,000", Unit.CALLS_PER_SECOND);
  private static final Row OPEN =
      Row.of("open_stream", "open a handle that knows its version", Unit.OPENS_PER_SECOND);

  private static final int CALLS = 2_000;
  private static final String PROJECTION = "totals";
  private static final Bytes STATE = Bytes.of(new byte[1024]);

  private SnapshotWorkloads() {}

  static List<Workload> all() {
    return List.of(
        new Workload(List.of(SAVE, LOAD), SnapshotWorkloads::snapshots),
        Workload.of(OPEN, SnapshotWorkloads::open),
        Workload.of(METRICS, SnapshotWorkloads::metrics));
  }

  private static void snapshots(Run run) throws Exception {
    int calls = run.size(CALLS, 10);
    Path ours = Stores.withOneStream(run, calls);
    Path plain = Stores.withOneStream(run, calls);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(ours)) {
            EventStream stream = store.stream(Sample.STREAM);
            long begin = System.nanoTime();
            for (int version = 1; version <= calls; version++) {
              stream.saveSnapshot(PROJECTION, version, STATE);
            }
            run.ours(SAVE, Run.perSecond(calls, System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainWriter writer = PlainWriter.open(plain)) {
            long begin = System.nanoTime();
            for (int version = 1; version <= calls; version++) {
              writer.saveSnapshot(Sample.STREAM, PROJECTION, version, STATE);
            }
            run.limit(SAVE, Run.perSecond(calls, System.nanoTime() - begin));
          }
        });
    run.inTurn(
        () -> {
          try (EventStore store = run.open(ours)) {
            EventStream stream = store.stream(Sample.STREAM);
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
              Snapshot snapshot = stream.loadSnapshot(PROJECTION).orElseThrow();
              Run.expect(STATE.length(), snapshot.state().length());
            }
            run.ours(LOAD, Run.perSecond(calls, System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainReader reader = PlainReader.open(plain)) {
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
              Snapshot snapshot = reader.snapshot(Sample.STREAM, PROJECTION);
              Run.expect(STATE.length(), snapshot.state().length());
            }
            run.limit(LOAD, Run.perSecond(calls, System.nanoTime() - begin));
          }
        });
  }

  private static void open(Run run) throws Exception {
    int opens = run.size(5_000, 10);
    int total = run.size(10_000, 100);
    Path database = Stores.withManyStreams(run, total);
    int streams = Math.min(Stores.STREAMS, total / 20);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(database)) {
            long begin = System.nanoTime();
            for (int i = 0; i < opens; i++) {
              String id = Stores.streamOf(i % streams * 20);
              Run.expect(total / streams, store.stream(id).version());
            }
            run.ours(OPEN, Run.perSecond(opens, System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainReader reader = PlainReader.open(database)) {
            long begin = System.nanoTime();
            for (int i = 0; i < opens; i++) {
              String id = Stores.streamOf(i % streams * 20);
              Run.expect(total / streams, reader.version(id));
            }
            run.limit(OPEN, Run.perSecond(opens, System.nanoTime() - begin));
          }
        });
  }

  private static void metrics(Run run) throws Exception {
    int calls = run.size(CALLS, 10);
    int total = run.size(100_000, 100);
    Path database = Stores.withOneStream(run, total);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(database)) {
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
              Run.expect(total, store.stream(Sample.STREAM).metrics().eventCount());
            }
            run.ours(METRICS, Run.perSecond(calls, System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainReader reader = PlainReader.open(database)) {
            long begin = System.nanoTime();
            for (int i = 0; i < calls; i++) {
              Run.expect(total, reader.head(Sample.STREAM).version());
            }
            run.limit(METRICS, Run.perSecond(calls, System.nanoTime() - begin));
          }
        });
  }
}
