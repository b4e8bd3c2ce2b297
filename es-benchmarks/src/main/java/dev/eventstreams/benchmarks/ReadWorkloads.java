package dev.eventstreams.benchmarks;

import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a stream and the whole store. If every field is used, this includes parsing the metadata.
 */
final class ReadWorkloads {

  private static final Row STREAM = new Row(
      "read_stream_100k",
      "read a stream of 100,000, every field used",
      Unit.EVENTS_PER_SECOND,
      Target.tenTimesOriginal().share(0.80));
  private static final Row FOUR =
      Row.of("read_stream_100k_x4", "four readers of it at once", Unit.EVENTS_PER_SECOND);
  private static final Row TAIL =
      Row.of("read_stream_tail", "its last 10 events, 1,000 times", Unit.READS_PER_SECOND);
  private static final Row ALL =
      Row.of("read_all_100k", "@all, 100,000 events over 100 streams", Unit.EVENTS_PER_SECOND);

  private static final int EVENTS = 100_000;

  private ReadWorkloads() {}

  static List<Workload> all() {
    return List.of(
        Workload.of(STREAM, ReadWorkloads::stream),
        Workload.of(FOUR, ReadWorkloads::four),
        Workload.of(TAIL, ReadWorkloads::tail),
        Workload.of(ALL, ReadWorkloads::all));
  }

  private static void stream(Run run) throws Exception {
    int total = run.size(EVENTS, 100);
    Path database = Stores.withOneStream(run, total);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(database)) {
            long begin = System.nanoTime();
            Run.expect(total, read(store.stream(Sample.STREAM), Used::add));
            run.ours(STREAM, Run.perSecond(total, System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainReader reader = PlainReader.open(database)) {
            long begin = System.nanoTime();
            Run.expect(total, reader.stream(Sample.STREAM, 0, Used::add));
            run.limit(STREAM, Run.perSecond(total, System.nanoTime() - begin));
          }
        });
  }

  private static void four(Run run) throws Exception {
    int readers = 4;
    int total = run.size(EVENTS, 100);
    Path database = Stores.withOneStream(run, total);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(database)) {
            long nanos = Crew.time(
                readers, number -> Run.expect(total, read(store.stream(Sample.STREAM), Used::add)));
            run.ours(FOUR, Run.perSecond((long) readers * total, nanos));
          }
        },
        () -> {
          long nanos = Crew.time(readers, number -> {
            try (PlainReader reader = PlainReader.open(database)) {
              Run.expect(total, reader.stream(Sample.STREAM, 0, Used::add));
            }
          });
          run.limit(FOUR, Run.perSecond((long) readers * total, nanos));
        });
  }

  private static void tail(Run run) throws Exception {
    int total = run.size(EVENTS, 100);
    int reads = run.size(1_000, 10);
    Path database = Stores.withOneStream(run, total);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(database)) {
            long begin = System.nanoTime();
            for (int i = 0; i < reads; i++) {
              long count = 0;
              for (StoredEvent event : store.stream(Sample.STREAM).read().after(total - 10)) {
                Used.add(event);
                count++;
              }
              Run.expect(10, count);
            }
            run.ours(TAIL, Run.perSecond(reads, System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainReader reader = PlainReader.open(database)) {
            long begin = System.nanoTime();
            for (int i = 0; i < reads; i++) {
              Run.expect(10, reader.stream(Sample.STREAM, total - 10, Used::add));
            }
            run.limit(TAIL, Run.perSecond(reads, System.nanoTime() - begin));
          }
        });
  }

  private static void all(Run run) throws Exception {
    int total = run.size(EVENTS, 100);
    Path database = Stores.withManyStreams(run, total);
    run.inTurn(
        () -> {
          try (EventStore store = run.open(database)) {
            long begin = System.nanoTime();
            Run.expect(total, read(store.all(), Used::look));
            run.ours(ALL, Run.perSecond(total, System.nanoTime() - begin));
          }
        },
        () -> {
          try (PlainReader reader = PlainReader.open(database)) {
            long begin = System.nanoTime();
            Run.expect(total, reader.all(Used::look));
            run.limit(ALL, Run.perSecond(total, System.nanoTime() - begin));
          }
        });
  }

  private static long read(EventSource source, Consumer<StoredEvent> consumer) {
    long count = 0;
    for (StoredEvent event : source.read()) {
      consumer.accept(event);
      count++;
    }
    return count;
  }
}
