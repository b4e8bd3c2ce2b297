package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.Snapshot;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.postgres.server.PostgresServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** PostgreSQL with fsync on. The limit is plain JDBC on the same tables. */
final class PostgresWorkloads {

  private static final Row APPEND = new Row(
      "postgres_append_10000",
      "PostgreSQL, 200,000 events in appends of 10,000, beside a plain unnest insert",
      Unit.EVENTS_PER_SECOND,
      Target.none().share(0.80));
  private static final Row SINGLE = new Row(
      "postgres_append_single",
      "PostgreSQL, 1,000 appends of 1 event, one after another",
      Unit.APPENDS_PER_SECOND,
      Target.none());
  private static final Row SIXTY_FOUR = new Row(
      "postgres_concurrent_64",
      "PostgreSQL, 64 writers × 200 single appends, beside one plain writer",
      Unit.APPENDS_PER_SECOND,
      Target.none().share(8));
  private static final Row UNORDERED = new Row(
      "postgres_concurrent_64 unordered",
      "the same, beside 32 plain writers without any ordering",
      Unit.APPENDS_PER_SECOND,
      Target.none().share(2));
  private static final Row REPLAY = new Row(
      "postgres_replay_1m",
      "PostgreSQL, read a stream of 1,000,000",
      Unit.EVENTS_PER_SECOND,
      Target.none().share(0.80));
  private static final Row SNAPSHOT = new Row(
      "postgres_snapshot",
      "PostgreSQL, load the snapshot at 1,000,000, replay 100 more",
      Unit.MILLISECONDS,
      Target.none());
  private static final Row TYPE = new Row(
      "postgres_filter_type",
      "PostgreSQL, one of ten types in a store of 1,000,000",
      Unit.EVENTS_PER_SECOND,
      Target.none());

  private static final int BATCH = 10_000;
  private static final int MILLION = 1_000_000;
  private static final int MORE = 100;
  private static final int SNAPSHOT_LOADS = 50;
  private static final String PROJECTION = "counter";

  private PostgresWorkloads() {}

  static List<Workload> all() {
    return List.of(
        Workload.of(APPEND, PostgresWorkloads::append),
        Workload.of(SINGLE, PostgresWorkloads::single),
        new Workload(List.of(SIXTY_FOUR, UNORDERED), PostgresWorkloads::sixtyFour),
        new Workload(List.of(REPLAY, SNAPSHOT, TYPE), PostgresWorkloads::million));
  }

  private static String newStore() {
    return PostgresServer.shared().newStore();
  }

  private static void append(Run run) throws Exception {
    int total = run.size(200_000, 100);
    List<List<CandidateEvent>> batches = Sample.batches(total, BATCH, Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = EventStores.open(newStore())) {
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
          try (PlainPostgres plain = PlainPostgres.create(newStore())) {
            long begin = System.nanoTime();
            for (List<CandidateEvent> batch : batches) {
              plain.append(Sample.STREAM, batch);
            }
            run.limit(APPEND, Run.perSecond(total, System.nanoTime() - begin));
          }
        });
  }

  private static void single(Run run) throws Exception {
    List<CandidateEvent> events = Sample.events(0, run.size(1_000, 20), Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = EventStores.open(newStore())) {
            EventStream stream = store.stream(Sample.STREAM);
            long begin = System.nanoTime();
            for (CandidateEvent event : events) {
              stream.append(event);
            }
            run.ours(SINGLE, Run.perSecond(events.size(), System.nanoTime() - begin));
          }
        },
        () -> run.limit(SINGLE, onePlainWriter(events)));
  }

  private static double onePlainWriter(List<CandidateEvent> events) throws Exception {
    try (PlainPostgres plain = PlainPostgres.create(newStore())) {
      long begin = System.nanoTime();
      for (CandidateEvent event : events) {
        plain.append(Sample.STREAM, List.of(event));
      }
      return Run.perSecond(events.size(), System.nanoTime() - begin);
    }
  }

  private static void sixtyFour(Run run) throws Exception {
    int writers = 64;
    int each = run.size(200, 2);
    List<List<CandidateEvent>> events = Sample.batches(writers * each, each, Sample::event);
    run.inTurn(
        () -> {
          try (EventStore store = EventStores.open(newStore())) {
            long nanos = Crew.time(writers, number -> {
              EventStream stream = store.stream("user-" + number);
              for (CandidateEvent event : events.get(number)) {
                stream.append(event);
              }
            });
            double figure = Run.perSecond((long) writers * each, nanos);
            run.ours(SIXTY_FOUR, figure);
            run.ours(UNORDERED, figure);
            Run.expect((long) writers * each, store.metrics().eventCount());
          }
        },
        () -> {
          run.limit(SIXTY_FOUR, onePlainWriter(Sample.events(0, 10 * each, Sample::event)));
          run.limit(UNORDERED, plainWriters(events));
        });
  }

  private static double plainWriters(List<List<CandidateEvent>> events) throws Exception {
    String url = newStore();
    PlainPostgres.create(url).close();
    int writers = events.size() / 2;
    AtomicLong positions = new AtomicLong();
    List<PlainPostgres> plain = new ArrayList<>();
    try {
      for (int i = 0; i < writers; i++) {
        plain.add(PlainPostgres.writer(url, positions, i));
      }
      long nanos = Crew.time(writers, number -> {
        for (List<CandidateEvent> mine : events.subList(2 * number, 2 * number + 2)) {
          for (CandidateEvent event : mine) {
            plain.get(number).append(Sample.STREAM, List.of(event));
          }
        }
      });
      return Run.perSecond(positions.get(), nanos);
    } finally {
      for (PlainPostgres one : plain) {
        one.close();
      }
    }
  }

  private static void million(Run run) throws Exception {
    int total = run.size(MILLION, MORE);
    String url = newStore();
    try (EventStore store = EventStores.open(url)) {
      EventStream stream = store.stream(Sample.STREAM);
      for (int from = 0; from < total; from += BATCH) {
        stream.append(
            ExpectedVersion.any(),
            Sample.events(from, Math.min(total, from + BATCH), Sample::event));
      }
      stream.saveSnapshot(PROJECTION, total - MORE, Integer.toString(total - MORE));
    }
    run.inTurn(() -> replayOurs(run, url, total), () -> replayPlain(run, url, total));
    run.inTurn(() -> typeOurs(run, url, total), () -> typePlain(run, url, total));
    run.inTurn(() -> snapshotOurs(run, url, total), () -> snapshotPlain(run, url, total));
  }

  private static void replayOurs(Run run, String url, int total) {
    try (EventStore store = EventStores.open(url)) {
      long begin = System.nanoTime();
      long count = 0;
      for (StoredEvent event : store.stream(Sample.STREAM).read()) {
        Used.look(event);
        count++;
      }
      run.ours(REPLAY, Run.perSecond(total, System.nanoTime() - begin));
      Run.expect(total, count);
    }
  }

  private static void replayPlain(Run run, String url, int total) throws Exception {
    try (PlainPostgres plain = PlainPostgres.open(url)) {
      long begin = System.nanoTime();
      Run.expect(total, plain.stream(Sample.STREAM, Used::look));
      run.limit(REPLAY, Run.perSecond(total, System.nanoTime() - begin));
    }
  }

  private static void typeOurs(Run run, String url, int total) {
    try (EventStore store = EventStores.open(url)) {
      long begin = System.nanoTime();
      long count = 0;
      for (StoredEvent event : store.all().read().where(EventFilter.type("type-3"))) {
        Used.look(event);
        count++;
      }
      run.ours(TYPE, Run.perSecond(count, System.nanoTime() - begin));
      Run.expect(total / 10, count);
    }
  }

  private static void typePlain(Run run, String url, int total) throws Exception {
    try (PlainPostgres plain = PlainPostgres.open(url)) {
      String schema = url.substring(url.indexOf("schema=") + "schema=".length());
      long begin = System.nanoTime();
      long count = plain.read(
          "WHERE type = (SELECT key FROM " + schema + ".types WHERE name = 'type-3')"
              + " ORDER BY position",
          Used::look);
      run.limit(TYPE, Run.perSecond(count, System.nanoTime() - begin));
      Run.expect(total / 10, count);
    }
  }

  private static void snapshotOurs(Run run, String url, int total) {
    try (EventStore store = EventStores.open(url)) {
      EventStream stream = store.stream(Sample.STREAM);
      double[] millis = new double[SNAPSHOT_LOADS];
      for (int i = 0; i < millis.length; i++) {
        long begin = System.nanoTime();
        Snapshot snapshot = stream.loadSnapshot(PROJECTION).orElseThrow();
        long count = Long.parseLong(snapshot.state().utf8());
        for (StoredEvent event : stream.read().after(snapshot.version())) {
          Used.look(event);
          count++;
        }
        millis[i] = (System.nanoTime() - begin) / 1e6;
        Run.expect(total, count);
      }
      run.ours(SNAPSHOT, Summary.percentile(millis, 0.5));
    }
  }

  private static void snapshotPlain(Run run, String url, int total) throws Exception {
    try (PlainPostgres plain = PlainPostgres.open(url)) {
      double[] millis = new double[SNAPSHOT_LOADS];
      for (int i = 0; i < millis.length; i++) {
        long begin = System.nanoTime();
        Snapshot snapshot = plain.snapshot(Sample.STREAM, PROJECTION);
        long count = Long.parseLong(snapshot.state().utf8());
        count += plain.read(
            "WHERE stream = 1 AND version > " + snapshot.version() + " ORDER BY version",
            Used::look);
        millis[i] = (System.nanoTime() - begin) / 1e6;
        Run.expect(total, count);
      }
      run.limit(SNAPSHOT, Summary.percentile(millis, 0.5));
    }
  }
}
