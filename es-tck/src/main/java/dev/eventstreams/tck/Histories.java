package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/** Records one history after the other, each on separate streams, and checks each of them. */
final class Histories implements AutoCloseable {

  private static final int CALLS = 8;

  private final Path file;
  private final SharedCounters counters;
  private final Collection<Moment> notes = new ConcurrentLinkedQueue<>();

  Histories() {
    try {
      file = Files.createTempFile("es-tck-counters", ".bin");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    counters = SharedCounters.in(file);
  }

  /**
   * Returns a number of moments after which a process with two or more appenders may be killed in
   * the middle of its work.
   */
  static int killedAfter(long seed) {
    return 2
        + (int)
            (seed * 7 % 28); // the watcher's first moment may come before all appenders have met
  }

  /** Returns clients that are threads of this process. */
  HistoryClients threads(StoreTck test, EventStore store, int first, int appenders) {
    return new LocalClients(test.patience(), store, first, appenders, counters, notes::add);
  }

  /**
   * Returns clients in another JVM, which is killed after so many moments, unless
   * {@code killedAfter} is 0.
   */
  HistoryClients process(Fork fork, int first, int appenders, int killedAfter) {
    return new ForkedClients(fork, file, first, appenders, killedAfter, notes::add);
  }

  /**
   * Lets the clients make a history, appends the last event to every stream, reads everything, and
   * throws an {@link AssertionError} if no order explains the answers.
   *
   * @param base the head of the store before the history
   * @param appenders the number of appending clients
   * @param afterwards gives the store to read after the appending clients have ended
   */
  void record(
      long seed,
      long base,
      int appenders,
      List<HistoryClients> clients,
      Supplier<EventStore> afterwards) {
    HistoryPlan plan = new HistoryPlan("h" + seed, base, seed, appenders, CALLS);
    notes.clear();
    counters.clearArrivals();
    clients.forEach(some -> some.begin(plan));
    clients.forEach(HistoryClients::awaitAppended);
    HistoryClient last = new HistoryClient(afterwards.get(), 0, counters, notes::add);
    make(last, end(plan));
    clients.forEach(HistoryClients::awaitEnded);
    make(last, new Call.Read(null, base));
    plan.streams().forEach(stream -> make(last, new Call.Read(stream, 0)));
    HistoryCheck.assertLinearizable("seed " + seed, History.of(base, notes));
  }

  private static void make(HistoryClient client, Call call) {
    if (client.make(call) == null) {
      throw new AssertionError("the outcome is unknown of a call that was made alone: " + call);
    }
  }

  private static Call end(HistoryPlan plan) {
    List<Call.Part> parts = plan.streams().stream()
        .map(stream -> new Call.Part(stream, Call.ANY, List.of(HistoryPlan.END + "-" + stream)))
        .toList();
    return new Call.Append(parts, null, null);
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file);
  }
}
