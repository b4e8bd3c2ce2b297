package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.postgres.server.PostgresServer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The time until an event reaches a watcher on PostgreSQL, in this process and from another
 * process. For another process, the limit is a plain loop that reads every millisecond.
 */
final class PostgresLatency {

  private static final String WORK =
      "PostgreSQL, single appends 20 ms apart by another JVM, called → delivered";
  private static final Row MEDIAN =
      new Row("postgres_watch_process p50", WORK, Unit.MILLISECONDS, Target.none());
  private static final Row WORST = new Row(
      "postgres_watch_process p99", WORK, Unit.MILLISECONDS, Target.none().bound(10));
  private static final Row RETURNED = new Row(
      "postgres_watch_returned p99",
      "PostgreSQL, single appends 20 ms apart, returned → delivered",
      Unit.MILLISECONDS,
      Target.none().bound(2));

  private static final int APPENDS = 250;
  private static final int WARM_UP = 20;
  private static final int APART_MILLIS = 20;

  private PostgresLatency() {}

  static List<Workload> all() {
    return List.of(
        new Workload(List.of(MEDIAN, WORST), PostgresLatency::otherProcess),
        Workload.of(RETURNED, PostgresLatency::sameProcess));
  }

  private static void otherProcess(Run run) throws Exception {
    int appends = WARM_UP + run.size(APPENDS, 5);
    run.inTurn(
        () -> {
          double[] millis = watchOurs(run, PostgresServer.shared().newStore(), appends);
          run.ours(MEDIAN, Summary.percentile(millis, 0.5));
          run.ours(WORST, Summary.percentile(millis, 0.99));
        },
        () -> {
          double[] millis = watchPlain(run, PostgresServer.shared().newStore(), appends);
          run.limit(MEDIAN, Summary.percentile(millis, 0.5));
          run.limit(WORST, Summary.percentile(millis, 0.99));
        });
  }

  private static double[] watchOurs(Run run, String url, int appends) throws Exception {
    double[] millis = new double[appends];
    Semaphore arrived = new Semaphore(0);
    int[] count = new int[1];
    try (EventStore store = EventStores.open(url);
        Forked appender = appender(run, url, appends);
        Watcher watcher = Watcher.of(store.stream(Sample.STREAM), event -> {
          millis[count[0]++] = ForkedAppender.millisSince(event);
          arrived.release();
        })) {
      appender.send("go");
      arrived.acquire(appends);
      appender.await();
      watcher.check();
    }
    return Arrays.copyOfRange(millis, WARM_UP, appends);
  }

  private static double[] watchPlain(Run run, String url, int appends) throws Exception {
    double[] millis = new double[appends];
    int[] count = new int[1];
    try (Forked appender = appender(run, url, appends);
        PlainPostgres plain = PlainPostgres.open(url)) {
      appender.send("go");
      while (count[0] < appends) {
        Thread.sleep(1);
        long unused = plain.read(
            "WHERE stream = 1 AND version > " + count[0] + " ORDER BY version",
            event -> millis[count[0]++] = ForkedAppender.millisSince(event));
      }
      appender.await();
    }
    return Arrays.copyOfRange(millis, WARM_UP, appends);
  }

  private static Forked appender(Run run, String url, int appends) throws Exception {
    long apart = run.lasting(Duration.ofMillis(APART_MILLIS)).toMillis();
    Forked appender = Forked.start(
        List.of(), ForkedAppender.class, url, Integer.toString(appends), Long.toString(apart));
    Run.expect("ready".length(), appender.line().length());
    return appender;
  }

  private static void sameProcess(Run run) throws Exception {
    int appends = WARM_UP + run.size(APPENDS, 5);
    long apart = run.lasting(Duration.ofMillis(APART_MILLIS)).toMillis();
    long[] returned = new long[appends];
    long[] delivered = new long[appends];
    Semaphore arrived = new Semaphore(0);
    int[] count = new int[1];
    try (EventStore store = EventStores.open(PostgresServer.shared().newStore());
        Watcher watcher = Watcher.of(store.stream(Sample.STREAM), event -> {
          delivered[count[0]++] = System.nanoTime();
          arrived.release();
        })) {
      EventStream stream = store.stream(Sample.STREAM);
      List<CandidateEvent> events = Sample.events(0, appends, Sample::event);
      for (int i = 0; i < appends; i++) {
        Thread.sleep(apart);
        stream.append(events.get(i));
        returned[i] = System.nanoTime();
      }
      arrived.acquire(appends);
      watcher.check();
    }
    double[] millis = new double[appends - WARM_UP];
    Arrays.setAll(millis, i -> Math.max(0, delivered[WARM_UP + i] - returned[WARM_UP + i]) / 1e6);
    run.ours(RETURNED, Summary.percentile(millis, 0.99));
  }
}
