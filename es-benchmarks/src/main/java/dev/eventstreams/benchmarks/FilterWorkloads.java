package dev.eventstreams.benchmarks;

import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Filtered reads of the whole store. The figures count the events that were scanned, not the events
 * that matched.
 */
final class FilterWorkloads {

  private static final Row TYPE = Row.of(
      "read_all_filter_type",
      "100,000 events over 100 streams; one type, 10,000 match",
      Unit.SCANNED_PER_SECOND);
  private static final Row DESIGN = Row.of(
      "read_all_filter_design",
      "stream LIKE customer-%, one type, one region: 2,500 match",
      Unit.SCANNED_PER_SECOND);
  private static final Row STREAM = new Row(
      "read_all_filter_stream",
      "one of 100 streams",
      Unit.SCANNED_PER_SECOND,
      Target.timesOriginal(4));
  private static final Row NESTED = Row.of(
      "read_all_filter_nested",
      "metadata.tags.tier IN (gold), 20,000 match",
      Unit.SCANNED_PER_SECOND);

  private static final int EVENTS = 100_000;
  private static final int REPETITIONS = 10;

  private FilterWorkloads() {}

  static List<Workload> all() {
    return List.of(
        workload(TYPE, EventFilter.type("type-3"), PlainFilter.type("type-3"), i -> i % 10 == 3),
        workload(
            DESIGN,
            EventFilter.streamLike("customer-%")
                .and(EventFilter.type("type-1"))
                .and(EventFilter.metadata("region", "APAC")),
            PlainFilter.design("customer-", "type-1", "APAC"),
            i -> Stores.streamOf(i).startsWith("customer-") && i % 20 == 1),
        workload(
            STREAM,
            EventFilter.stream("customer-0"),
            PlainFilter.stream("customer-0"),
            i -> Stores.streamOf(i).equals("customer-0")),
        workload(
            NESTED,
            EventField.metadata("tags", "tier").in(List.of("gold")),
            PlainFilter.tier("gold"),
            i -> i % 5 == 0));
  }

  private static Workload workload(
      Row row, EventFilter filter, PlainFilter plain, IntPredicate matches) {
    return Workload.of(row, run -> {
      int total = run.size(EVENTS, 100);
      long matching = IntStream.range(0, total).filter(matches).count();
      Path database = Stores.withManyStreams(run, total);
      run.inTurn(
          () -> {
            try (EventStore store = run.open(database)) {
              long begin = System.nanoTime();
              for (int i = 0; i < REPETITIONS; i++) {
                Run.expect(matching, read(store, filter));
              }
              run.ours(row, scanned(total, System.nanoTime() - begin));
            }
          },
          () -> {
            try (PlainReader reader = PlainReader.open(database)) {
              long begin = System.nanoTime();
              for (int i = 0; i < REPETITIONS; i++) {
                Run.expect(matching, reader.where(plain, Used::look));
              }
              run.limit(row, scanned(total, System.nanoTime() - begin));
            }
          });
    });
  }

  private static long read(EventStore store, EventFilter filter) {
    long count = 0;
    for (StoredEvent event : store.all().read().where(filter)) {
      Used.look(event);
      count++;
    }
    return count;
  }

  private static double scanned(int total, long nanos) {
    return Run.perSecond((long) REPETITIONS * total, nanos);
  }
}
