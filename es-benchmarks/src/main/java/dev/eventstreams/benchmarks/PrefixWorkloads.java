package dev.eventstreams.benchmarks;

import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads a million events through a filter on a prefix of the stream's id: every page must cost the
 * same.
 */
final class PrefixWorkloads {

  private static final String WORK =
      "1,000,000 events, stream LIKE customer-%, every second matches";
  private static final Row READ = Row.of("read_prefix_1m", WORK, Unit.EVENTS_PER_SECOND);
  private static final Row PAGES =
      new Row("read_prefix_1m pages", "pages that it took", Unit.PAGES, Target.none());
  private static final Row GROWTH = new Row(
      "read_prefix_1m growth",
      "a page of the last tenth, beside one of the first tenth",
      Unit.TIMES,
      Target.none().bound(1.5));

  private static final EventFilter CUSTOMERS = EventFilter.streamLike("customer-%");

  private PrefixWorkloads() {}

  static List<Workload> all() {
    return List.of(new Workload(List.of(READ, PAGES, GROWTH), PrefixWorkloads::measure));
  }

  private static void measure(Run run) throws Exception {
    int total = run.size(1_000_000, 2_000);
    Path database = Stores.withManyStreams(run, total);
    run.inTurn(
        () -> {
          PageTimes times = new PageTimes("sqlite");
          try (EventStore store =
              EventStores.open(times, Run.url(database), StoreOptions.defaults())) {
            long count = 0;
            long begin = System.nanoTime();
            for (StoredEvent event : store.all().read().where(CUSTOMERS)) {
              Used.look(event);
              count++;
            }
            run.ours(READ, Run.perSecond(count, System.nanoTime() - begin));
            Run.expect(total / 2, count);
          }
          run.ours(PAGES, times.pages());
          run.ours(GROWTH, times.growth());
        },
        () -> {
          try (PlainReader reader = PlainReader.open(database)) {
            long begin = System.nanoTime();
            long count = reader.where(PlainFilter.prefix("customer-"), Used::look);
            run.limit(READ, Run.perSecond(count, System.nanoTime() - begin));
            Run.expect(total / 2, count);
          }
        });
  }
}
