package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.StoredEvent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * The time until an event reaches its watcher in this process. The limit is a plain insert and a
 * queue.
 */
final class LatencyWorkloads {

  private static final Pace IDLE = new Pace("watch_latency_idle", "0.5 s", 500, 20);
  private static final Pace PACED = new Pace("watch_latency_paced", "20 ms", 20, 250);
  private static final Row RETURNED = new Row(
      "watch_latency_returned p99",
      "single appends 20 ms apart, returned → delivered",
      Unit.MILLISECONDS,
      Target.none().bound(2));

  private LatencyWorkloads() {}

  static List<Workload> all() {
    return List.of(
        new Workload(List.of(IDLE.median, IDLE.worst), run -> measure(run, IDLE)),
        new Workload(List.of(PACED.median, PACED.worst, RETURNED), run -> measure(run, PACED)));
  }

  private static void measure(Run run, Pace pace) throws Exception {
    int appends = run.size(pace.appends, 3);
    Duration pause = run.lasting(Duration.ofMillis(pace.millis)).dividedBy(2);
    List<CandidateEvent> events = Sample.events(0, appends, Sample::event);
    Arrivals ours = new Arrivals(appends);
    Arrivals plain = new Arrivals(appends);
    try (EventStore store = run.open(run.freshDatabase());
        PlainWriter writer = PlainWriter.create(run.freshDatabase());
        PlainWatchers watching = new PlainWatchers()) {
      EventStream stream = store.stream(Sample.STREAM);
      watching.add(plain);
      try (Watcher watcher = Watcher.of(stream, ours)) {
        for (CandidateEvent event : events) {
          sleep(pause);
          ours.appending();
          stream.append(event);
          ours.appended();
          sleep(pause);
          plain.appending();
          writer.appendOne(Sample.STREAM, event);
          plain.appended();
          watching.deliver(Sample.STREAM, writer.version(Sample.STREAM) - 1, List.of(event));
        }
        ours.await();
        plain.await();
        watcher.check();
      }
    }
    run.ours(pace.median, ours.sinceCalled(0.5));
    run.limit(pace.median, plain.sinceCalled(0.5));
    run.ours(pace.worst, ours.sinceCalled(0.99));
    run.limit(pace.worst, plain.sinceCalled(0.99));
    if (pace == PACED) {
      run.ours(RETURNED, ours.sinceReturned(0.99));
      run.limit(RETURNED, plain.sinceReturned(0.99));
    }
  }

  /** A rate of appends, and the rows for its figures. */
  private static final class Pace {

    private final Row median;
    private final Row worst;
    private final int millis;
    private final int appends;

    Pace(String name, String apart, int millis, int appends) {
      String work = "single appends " + apart + " apart, called → delivered";
      this.median = Row.of(name + " p50", work, Unit.MILLISECONDS);
      this.worst = Row.of(name + " p99", work, Unit.MILLISECONDS);
      this.millis = millis;
      this.appends = appends;
    }
  }

  /** The times at which each event was appended and delivered. */
  private static final class Arrivals implements Consumer<StoredEvent> {

    private final long[] called;
    private final long[] returned;
    private final long[] delivered;
    private final Semaphore arrived = new Semaphore(0);
    private int appended;
    private int came;

    Arrivals(int count) {
      called = new long[count];
      returned = new long[count];
      delivered = new long[count];
    }

    void appending() {
      called[appended] = System.nanoTime();
    }

    void appended() {
      returned[appended++] = System.nanoTime();
    }

    @Override
    public void accept(StoredEvent event) {
      delivered[came++] = System.nanoTime();
      arrived.release();
    }

    void await() throws InterruptedException {
      arrived.acquire(called.length);
    }

    double sinceCalled(double share) {
      return millis(called, share);
    }

    double sinceReturned(double share) {
      return millis(returned, share);
    }

    private double millis(long[] since, double share) {
      double[] millis = new double[delivered.length];
      Arrays.setAll(millis, i -> Math.max(0, delivered[i] - since[i]) / 1e6);
      return Summary.percentile(millis, share);
    }
  }

  private static void sleep(Duration time) throws InterruptedException {
    Thread.sleep(time.toMillis());
  }
}
