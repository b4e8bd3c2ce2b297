package dev.eventstreams.benchmarks;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A file store with a million keyed events in a thousand streams: the cost of opening it, in time
 * and memory, and of reading it.
 */
final class FileMillion {

  private static final Row OPEN = new Row(
      "file_open_1m",
      "files, open a store of 1,000,000 keyed events in 1,000 streams",
      Unit.MILLISECONDS,
      Target.none().bound(1_000));
  private static final Row REBUILD = new Row(
      "file_open_1m without index",
      "the same without the index files",
      Unit.MILLISECONDS,
      Target.none());
  private static final Row HEAP = new Row(
      "file_open_1m heap",
      "heap that the open store holds, after a collection",
      Unit.BYTES_PER_EVENT,
      Target.none().bound(24));
  private static final Row READ = new Row(
      "file_read_1m",
      "files, read a stream of 1,000,000, every field used, beside plain code that checks no checksum",
      Unit.EVENTS_PER_SECOND,
      Target.none());

  private static final int MILLION = 1_000_000;
  private static final int STREAMS = 1_000;
  private static final int BATCH = 10_000;

  private FileMillion() {}

  static List<Workload> all() {
    return List.of(
        new Workload(List.of(OPEN, REBUILD, HEAP), FileMillion::open),
        Workload.of(READ, FileMillion::read));
  }

  private static void open(Run run) throws Exception {
    int total = run.size(MILLION, BATCH);
    Path directory = run.freshDatabase();
    fill(directory, total);
    long before = used();
    long begin = System.nanoTime();
    try (EventStore store = FileWorkloads.open(directory)) {
      run.ours(OPEN, millis(begin));
      run.ours(HEAP, Math.max(0, used() - before) / (double) total);
      Run.expect(total, store.head());
    }
    removeIndexes(directory);
    begin = System.nanoTime();
    try (EventStore store = FileWorkloads.open(directory)) {
      run.ours(REBUILD, millis(begin));
      Run.expect(total, store.head());
    }
  }

  // A separate method, so that no frame still refers to the store when the heap is measured.
  private static void fill(Path directory, int total) {
    try (EventStore store = FileWorkloads.open(directory)) {
      for (int from = 0; from < total; from += BATCH) {
        List<CandidateEvent> events =
            Sample.events(from, Math.min(total, from + BATCH), Sample::keyed);
        store.append(Spread.over(STREAMS, from, events));
      }
    }
  }

  private static double millis(long begin) {
    return (System.nanoTime() - begin) / (double) TimeUnit.MILLISECONDS.toNanos(1);
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) { // freeing a closed store takes more than one collection
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static void removeIndexes(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".index")).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void read(Run run) throws Exception {
    int total = run.size(MILLION, 100);
    Path directory = run.freshDatabase();
    try (EventStore store = FileWorkloads.open(directory)) {
      for (int from = 0; from < total; from += BATCH) {
        store.stream(Sample.STREAM)
            .append(
                dev.eventstreams.ExpectedVersion.any(),
                Sample.events(from, Math.min(total, from + BATCH), Sample::event));
      }
      run.inTurn(
          () -> {
            long begin = System.nanoTime();
            long count = 0;
            for (StoredEvent event : store.stream(Sample.STREAM).read()) {
              Used.add(event);
              count++;
            }
            run.ours(READ, Run.perSecond(count, System.nanoTime() - begin));
            Run.expect(total, count);
          },
          () -> {
            long begin = System.nanoTime();
            long count = new PlainLogReader().read(directory, Used::add);
            run.limit(READ, Run.perSecond(count, System.nanoTime() - begin));
            Run.expect(total, count);
          });
    }
  }
}
