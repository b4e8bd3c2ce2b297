package dev.eventstreams.benchmarks;

import dev.eventstreams.EventStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * The time until an event reaches a watcher in another process. The limit is a plain loop that
 * checks every millisecond.
 */
final class ProcessWorkloads {

  static final String WORK = "single appends 20 ms apart by another JVM, called → delivered";
  private static final Row MEDIAN =
      new Row("watch_other_process p50", WORK, Unit.MILLISECONDS, Target.none());
  private static final Row WORST =
      new Row("watch_other_process p99", WORK, Unit.MILLISECONDS, Target.none().bound(30));

  static final int APPENDS = 250;
  static final int WARM_UP = 20;
  private static final int APART_MILLIS = 20;

  private ProcessWorkloads() {}

  static List<Workload> all() {
    return List.of(new Workload(List.of(MEDIAN, WORST), ProcessWorkloads::measure));
  }

  private static void measure(Run run) throws Exception {
    int appends = WARM_UP + run.size(APPENDS, 5);
    Path ours = run.freshDatabase();
    Path plain = run.freshDatabase();
    run.inTurn(
        () -> {
          double[] millis = watchOurs(run, ours, appends);
          run.ours(MEDIAN, Summary.percentile(millis, 0.5));
          run.ours(WORST, Summary.percentile(millis, 0.99));
        },
        () -> {
          double[] millis = watchPlain(run, plain, appends);
          run.limit(MEDIAN, Summary.percentile(millis, 0.5));
          run.limit(WORST, Summary.percentile(millis, 0.99));
        });
  }

  private static double[] watchOurs(Run run, Path database, int appends) throws Exception {
    try (EventStore store = run.open(database);
        Forked appender = appender(run, Run.url(database), appends)) {
      return watch(store, appender, appends);
    }
  }

  /**
   * Starts the appender's work, and returns the milliseconds that each of its events took, without
   * the first events.
   */
  static double[] watch(EventStore store, Forked appender, int appends) throws Exception {
    double[] millis = new double[appends];
    Semaphore arrived = new Semaphore(0);
    int[] count = new int[1];
    try (Watcher watcher = Watcher.of(store.stream(Sample.STREAM), event -> {
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

  private static double[] watchPlain(Run run, Path database, int appends) throws Exception {
    double[] millis = new double[appends];
    int[] count = new int[1];
    try (Forked appender = appender(run, Run.url(database), appends);
        PlainReader reader = PlainReader.open(database)) {
      long seen = reader.dataVersion();
      appender.send("go");
      while (count[0] < appends) {
        Thread.sleep(1);
        long version = reader.dataVersion();
        if (version != seen) {
          seen = version;
          reader.stream(
              Sample.STREAM,
              count[0],
              event -> millis[count[0]++] = ForkedAppender.millisSince(event));
        }
      }
      appender.await();
    }
    return Arrays.copyOfRange(millis, WARM_UP, appends);
  }

  /** Starts a process that opens the store and waits for the signal to append. */
  static Forked appender(Run run, String url, int appends) throws Exception {
    long apart = run.lasting(Duration.ofMillis(APART_MILLIS)).toMillis();
    Forked appender = Forked.start(
        List.of(), ForkedAppender.class, url, Integer.toString(appends), Long.toString(apart));
    Run.expect("ready".length(), appender.line().length());
    return appender;
  }
}
