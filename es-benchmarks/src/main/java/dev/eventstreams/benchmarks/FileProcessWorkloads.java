package dev.eventstreams.benchmarks;

import dev.eventstreams.EventStore;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * The time until an event in files reaches a watcher in another process, which follows with
 * {@code mode=read}. The limit is a plain loop that checks every millisecond whether the log has
 * grown.
 */
final class FileProcessWorkloads {

  private static final String WORK = "files, " + ProcessWorkloads.WORK;
  private static final Row MEDIAN =
      new Row("file_watch_other_process p50", WORK, Unit.MILLISECONDS, Target.none());
  private static final Row WORST = new Row(
      "file_watch_other_process p99", WORK, Unit.MILLISECONDS, Target.none().bound(30));

  private static final String DATA = "\"data\":\"";

  private FileProcessWorkloads() {}

  static List<Workload> all() {
    return List.of(new Workload(List.of(MEDIAN, WORST), FileProcessWorkloads::measure));
  }

  private static void measure(Run run) throws Exception {
    int appends = ProcessWorkloads.WARM_UP + run.size(ProcessWorkloads.APPENDS, 5);
    run.inTurn(
        () -> {
          double[] millis = watchOurs(run, appends);
          run.ours(MEDIAN, Summary.percentile(millis, 0.5));
          run.ours(WORST, Summary.percentile(millis, 0.99));
        },
        () -> {
          double[] millis = watchPlain(run, appends);
          run.limit(MEDIAN, Summary.percentile(millis, 0.5));
          run.limit(WORST, Summary.percentile(millis, 0.99));
        });
  }

  // The writer creates the store; the reader finds it.
  private static double[] watchOurs(Run run, int appends) throws Exception {
    StoreUrl url = StoreUrl.of("file", run.freshDatabase().toString());
    try (Forked appender = ProcessWorkloads.appender(run, url.toString(), appends);
        EventStore store = EventStores.open(url.with("mode", "read").toString())) {
      return ProcessWorkloads.watch(store, appender, appends);
    }
  }

  private static double[] watchPlain(Run run, int appends) throws Exception {
    Path directory = run.freshDatabase();
    String url = StoreUrl.of("file", directory.toString()).toString();
    double[] millis = new double[appends];
    int count = 0;
    try (Forked appender = ProcessWorkloads.appender(run, url, appends);
        RandomAccessFile log =
            new RandomAccessFile(directory.resolve("00000001.jsonl").toFile(), "r")) {
      log.seek(log.length());
      appender.send("go");
      StringBuilder unread = new StringBuilder();
      while (count < appends) {
        Thread.sleep(1);
        for (String line : grown(log, unread)) {
          int from = line.indexOf(DATA);
          if (from >= 0) {
            millis[count++] = millisSince(line, from + DATA.length());
          }
        }
      }
      appender.await();
    }
    return Arrays.copyOfRange(millis, ProcessWorkloads.WARM_UP, appends);
  }

  /** Returns the lines that are complete; the rest stays unread. */
  private static List<String> grown(RandomAccessFile log, StringBuilder unread) throws IOException {
    long from = log.getFilePointer();
    if (log.length() == from) {
      return List.of();
    }
    byte[] more = new byte[(int) (log.length() - from)];
    log.readFully(more);
    unread.append(new String(more, StandardCharsets.UTF_8));
    int end = unread.lastIndexOf("\n") + 1;
    String whole = unread.substring(0, end);
    unread.delete(0, end);
    return whole.lines().toList();
  }

  private static double millisSince(String line, int from) {
    Instant called = Instant.parse(line.substring(from, line.indexOf('"', from)));
    return Duration.between(called, Instant.now()).toNanos() / 1e6;
  }
}
