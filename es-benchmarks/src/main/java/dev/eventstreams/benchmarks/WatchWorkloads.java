package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * The speed at which watchers get events. The limit appends with plain JDBC and passes the events
 * on in a queue for each consumer; such a queue supports neither a slow consumer nor another
 * process.
 */
final class WatchWorkloads {

  private static final Row BURST =
      Row.of("watch_burst_10k", "a live watcher, 10 appends of 1,000", Unit.EVENTS_PER_SECOND);
  private static final Row FANOUT = new Row(
      "watch_fanout_20",
      "20 live watchers of a stream, one append of 1,000",
      Unit.DELIVERIES_PER_SECOND,
      Target.timesOriginal(4));
  private static final Row REPLAY = Row.of(
      "watch_replay_100k", "watch from 0 until 100,000 are delivered", Unit.EVENTS_PER_SECOND);

  private static final int BATCH = 1_000;

  private WatchWorkloads() {}

  static List<Workload> all() {
    return List.of(
        Workload.of(BURST, WatchWorkloads::burst),
        Workload.of(FANOUT, WatchWorkloads::fanout),
        Workload.of(REPLAY, WatchWorkloads::replay));
  }

  private static void burst(Run run) throws Exception {
    int total = run.size(10_000, 20);
    int batch = total / 10;
    List<List<CandidateEvent>> batches = Sample.batches(total, batch, Sample::event);
    run.inTurn(
        () -> run.ours(BURST, Run.perSecond(total, ours(run, 1, batches, false))),
        () -> run.limit(BURST, Run.perSecond(total, plain(run, 1, batches, false))));
  }

  // Ten rounds, each of which ends when the last watcher has everything.
  private static void fanout(Run run) throws Exception {
    int watchers = 20;
    int batch = run.size(BATCH, 10);
    List<List<CandidateEvent>> batches = Sample.batches(10 * batch, batch, Sample::event);
    long deliveries = 10L * batch * watchers;
    run.inTurn(
        () -> run.ours(FANOUT, Run.perSecond(deliveries, ours(run, watchers, batches, true))),
        () -> run.limit(FANOUT, Run.perSecond(deliveries, plain(run, watchers, batches, true))));
  }

  /**
   * Returns the time until all watchers have all events. With rounds, the next append also waits
   * for the watchers.
   */
  private static long ours(
      Run run, int watchers, List<List<CandidateEvent>> batches, boolean rounds) throws Exception {
    Semaphore delivered = new Semaphore(0);
    List<Watcher> watching = new ArrayList<>();
    try (EventStore store = run.open(run.freshDatabase())) {
      EventStream stream = store.stream(Sample.STREAM);
      for (int i = 0; i < watchers; i++) {
        watching.add(Watcher.of(stream, counting(delivered, batches.get(0).size())));
      }
      long begin = System.nanoTime();
      for (List<CandidateEvent> batch : batches) {
        stream.append(ExpectedVersion.any(), batch);
        if (rounds) {
          delivered.acquire(watchers);
        }
      }
      if (!rounds) {
        delivered.acquire(watchers * batches.size());
      }
      long nanos = System.nanoTime() - begin;
      for (Watcher watcher : watching) {
        watcher.check();
        watcher.close();
      }
      return nanos;
    }
  }

  private static long plain(
      Run run, int watchers, List<List<CandidateEvent>> batches, boolean rounds) throws Exception {
    Semaphore delivered = new Semaphore(0);
    try (PlainWriter writer = PlainWriter.create(run.freshDatabase());
        PlainWatchers watching = new PlainWatchers()) {
      for (int i = 0; i < watchers; i++) {
        watching.add(counting(delivered, batches.get(0).size()));
      }
      long begin = System.nanoTime();
      for (List<CandidateEvent> batch : batches) {
        long version = writer.version(Sample.STREAM);
        writer.append(Sample.STREAM, batch);
        watching.deliver(Sample.STREAM, version, batch);
        if (rounds) {
          delivered.acquire(watchers);
        }
      }
      if (!rounds) {
        delivered.acquire(watchers * batches.size());
      }
      return System.nanoTime() - begin;
    }
  }

  private static Consumer<StoredEvent> counting(Semaphore delivered, int batch) {
    long[] count = new long[1];
    return event -> {
      Used.look(event);
      if (++count[0] % batch == 0) {
        delivered.release();
      }
    };
  }

  private static void replay(Run run) throws Exception {
    int total = run.size(100_000, 100);
    Path database = Stores.withOneStream(run, total);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(database)) {
            long begin = System.nanoTime();
            try (Watch<StoredEvent> watch =
                store.stream(Sample.STREAM).watch().from(0).open()) {
              long count = 0;
              for (StoredEvent event : watch) {
                Used.look(event);
                if (++count == total) {
                  break;
                }
              }
            }
            run.ours(REPLAY, Run.perSecond(total, System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainReader reader = PlainReader.open(database)) {
            long begin = System.nanoTime();
            Run.expect(total, reader.stream(Sample.STREAM, 0, Used::look));
            run.limit(REPLAY, Run.perSecond(total, System.nanoTime() - begin));
          }
        });
  }
}
