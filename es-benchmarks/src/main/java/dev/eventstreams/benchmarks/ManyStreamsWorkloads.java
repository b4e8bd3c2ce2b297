package dev.eventstreams.benchmarks;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.Events;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.postgres.server.PostgresServer;
import dev.eventstreams.spi.StoreUrl;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A million streams of one event, beside the same number of events in ten thousand streams: no cost
 * may grow with the number of streams.
 */
final class ManyStreamsWorkloads {

  private static final int EVENTS = 1_000_000;
  private static final int EVENTS_OF_A_STREAM = 100; // in the store with few streams
  private static final int BATCH = 1_000;
  private static final int LAST = 1_000;

  private static final EventFilter PREFIX = EventFilter.streamLike("user-1%");

  private final Function<Run, String> freshUrl;
  private final Row read;
  private final Row filter;
  private final Row open;

  private ManyStreamsWorkloads(String backend, Function<Run, String> freshUrl) {
    this.freshUrl = freshUrl;
    String streams = backend + ", 1,000,000 streams of 1 event, beside 10,000 streams of 100: ";
    String name = backend + "_many_streams";
    read = new Row(
        name, streams + "read the store", Unit.EVENTS_PER_SECOND, Target.none().share(0.5));
    filter = new Row(
        name + " filter",
        streams + "read stream LIKE user-1%",
        Unit.EVENTS_PER_SECOND,
        Target.none().share(0.5));
    open = new Row(
        name + " open",
        streams + "open it again, and read the last 1,000 events",
        Unit.MILLISECONDS,
        Target.none());
  }

  static List<Workload> all() {
    return List.of(
        of("memory", run -> "memory:" + UUID.randomUUID()),
        of("sqlite", run -> Run.url(run.freshDatabase())),
        of("file", run -> StoreUrl.of("file", run.freshDatabase().toString()).toString()),
        of("postgres", run -> PostgresServer.shared().newStore()));
  }

  private static Workload of(String backend, Function<Run, String> freshUrl) {
    ManyStreamsWorkloads workload = new ManyStreamsWorkloads(backend, freshUrl);
    return new Workload(List.of(workload.read, workload.filter, workload.open), workload::measure);
  }

  private void measure(Run run) throws Exception {
    int total = run.size(EVENTS, 2_000);
    run.inTurn(
        () -> measure(run, total, total, run::ours),
        () -> measure(run, total, total / EVENTS_OF_A_STREAM, run::limit));
  }

  /** Takes a figure: the library's figure, or the one to compare it with. */
  private interface Figures {
    void put(Row row, double figure);
  }

  // The first handle on a memory store stays open, because the store ends with its last handle.
  private void measure(Run run, int total, int streams, Figures figures) {
    String url = freshUrl.apply(run);
    List<EventStore> first = new ArrayList<>();
    try {
      EventStore filled = EventStores.open(url);
      first.add(filled);
      fill(filled, total, streams);
      if (!url.startsWith("memory:")) {
        first.remove(0).close();
      }
      long begin = System.nanoTime();
      try (EventStore store = EventStores.open(url)) {
        Run.expect(Math.min(LAST, total), count(store.all().read().backwards().limit(LAST)));
        figures.put(open, (System.nanoTime() - begin) / (double) TimeUnit.MILLISECONDS.toNanos(1));
        Run.expect(total, rate(store.all().read(), read, figures));
        rate(store.all().read().where(PREFIX), filter, figures);
      }
    } finally {
      first.forEach(EventStore::close);
    }
  }

  private static void fill(EventStore store, int total, int streams) {
    int batch = Math.min(BATCH, streams); // each stream is in a batch once
    for (int from = 0; from < total; from += batch) {
      List<AppendBatch.Part> parts = new ArrayList<>();
      for (int i = from; i < Math.min(total, from + batch); i++) {
        parts.add(new AppendBatch.Part(
            "user-" + i % streams, ExpectedVersion.any(), List.of(Sample.event(i))));
      }
      store.append(new AppendBatch(parts, List.of()));
    }
  }

  private static long rate(Events request, Row row, Figures figures) {
    long begin = System.nanoTime();
    long count = count(request);
    figures.put(row, Run.perSecond(count, System.nanoTime() - begin));
    return count;
  }

  private static long count(Events request) {
    long count = 0;
    for (StoredEvent event : request) {
      Used.look(event);
      count++;
    }
    return count;
  }
}
