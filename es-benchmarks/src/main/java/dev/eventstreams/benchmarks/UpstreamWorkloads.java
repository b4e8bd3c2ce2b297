package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import java.nio.file.Path;
import java.util.List;

/**
 * The benchmark of the original: a counter of a million keyed events, its replay, and its replay
 * from a snapshot.
 */
final class UpstreamWorkloads {

  private static final Row WRITE = new Row(
      "upstream_write",
      "1,000,000 events, empty data, a key each, appends of 10,000, one stream",
      Unit.EVENTS_PER_SECOND,
      Target.tenTimesOriginal().share(0.75));
  private static final Row READ = new Row(
      "upstream_read",
      "replay those into a counter",
      Unit.EVENTS_PER_SECOND,
      Target.tenTimesOriginal().share(0.80));
  private static final Row SNAPSHOT = new Row(
      "upstream_snapshot",
      "load the snapshot at 1,000,000, replay 100 more",
      Unit.MILLISECONDS,
      Target.tenTimesOriginal().bound(1));

  private static final int EVENTS = 1_000_000;
  private static final int BATCH = 10_000;
  private static final int MORE = 100;
  private static final int SNAPSHOT_LOADS = 20;
  private static final String PROJECTION = "counter";

  private UpstreamWorkloads() {}

  static List<Workload> all() {
    return List.of(new Workload(List.of(WRITE, READ, SNAPSHOT), UpstreamWorkloads::run));
  }

  private static void run(Run run) throws Exception {
    int total = run.size(EVENTS, MORE);
    List<List<CandidateEvent>> batches = Sample.batches(total, BATCH, Sample::bare);
    Path database = run.freshDatabase();
    run.inTurn(() -> writeOurs(run, database, batches), () -> writePlain(run, batches));
    batches.clear();
    run.inTurn(() -> readOurs(run, database, total), () -> readPlain(run, database, total));
    try (EventStore store = run.open(database)) {
      EventStream stream = store.stream(Sample.STREAM);
      stream.saveSnapshot(PROJECTION, total, Integer.toString(total));
      stream.append(ExpectedVersion.any(), Sample.events(total, total + MORE, Sample::bare));
    }
    run.inTurn(
        () -> snapshotOurs(run, database, total + MORE),
        () -> snapshotPlain(run, database, total + MORE));
  }

  private static void writeOurs(Run run, Path database, List<List<CandidateEvent>> batches) {
    try (EventStore store = run.open(database)) {
      EventStream stream = store.stream(Sample.STREAM);
      long begin = System.nanoTime();
      for (List<CandidateEvent> batch : batches) {
        stream.append(ExpectedVersion.any(), batch);
      }
      long nanos = System.nanoTime() - begin;
      run.ours(WRITE, Run.perSecond(stream.version(), nanos));
    }
  }

  private static void writePlain(Run run, List<List<CandidateEvent>> batches) throws Exception {
    try (PlainWriter writer = PlainWriter.create(run.freshDatabase())) {
      long begin = System.nanoTime();
      for (List<CandidateEvent> batch : batches) {
        writer.append(Sample.STREAM, batch);
      }
      long nanos = System.nanoTime() - begin;
      run.limit(WRITE, Run.perSecond(writer.version(Sample.STREAM), nanos));
    }
  }

  private static void readOurs(Run run, Path database, int total) {
    try (EventStore store = run.open(database)) {
      Counter counter = new Counter();
      long begin = System.nanoTime();
      for (StoredEvent event : store.stream(Sample.STREAM).read()) {
        counter.apply(event);
      }
      run.ours(READ, Run.perSecond(counter.count, System.nanoTime() - begin));
      Run.expect(total, counter.count);
    }
  }

  private static void readPlain(Run run, Path database, int total) throws Exception {
    try (PlainReader reader = PlainReader.open(database)) {
      Counter counter = new Counter();
      long begin = System.nanoTime();
      reader.stream(Sample.STREAM, 0, counter::apply);
      run.limit(READ, Run.perSecond(counter.count, System.nanoTime() - begin));
      Run.expect(total, counter.count);
    }
  }

  // The median of several loads, because the first load of a process includes loading classes.
  private static void snapshotOurs(Run run, Path database, int total) {
    double[] millis = new double[SNAPSHOT_LOADS];
    try (EventStore store = run.open(database)) {
      for (int i = 0; i < millis.length; i++) {
        long begin = System.nanoTime();
        EventStream stream = store.stream(Sample.STREAM);
        Snapshot snapshot = stream.loadSnapshot(PROJECTION).orElseThrow();
        Counter counter = new Counter();
        counter.count = Integer.parseInt(snapshot.state().utf8());
        for (StoredEvent event : stream.read().after(snapshot.version())) {
          counter.apply(event);
        }
        millis[i] = (System.nanoTime() - begin) / 1e6;
        Run.expect(total, counter.count);
      }
    }
    run.ours(SNAPSHOT, Summary.percentile(millis, 0.5));
  }

  private static void snapshotPlain(Run run, Path database, int total) throws Exception {
    double[] millis = new double[SNAPSHOT_LOADS];
    try (PlainReader reader = PlainReader.open(database)) {
      for (int i = 0; i < millis.length; i++) {
        long begin = System.nanoTime();
        Snapshot snapshot = reader.snapshot(Sample.STREAM, PROJECTION);
        Counter counter = new Counter();
        counter.count = Integer.parseInt(snapshot.state().utf8());
        reader.stream(Sample.STREAM, snapshot.version(), counter::apply);
        millis[i] = (System.nanoTime() - begin) / 1e6;
        Run.expect(total, counter.count);
      }
    }
    run.limit(SNAPSHOT, Summary.percentile(millis, 0.5));
  }

  private static final class Counter {

    private int count;

    void apply(StoredEvent event) {
      if (event.type().equals("Increment")) {
        count++;
      }
    }
  }
}
