package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Clients of a history that are threads of this process and share a store object: appenders, and
 * one watcher.
 */
final class LocalClients implements HistoryClients {

  private final Duration patience;
  private final EventStore store;
  private final int first;
  private final int appenders;
  private final SharedCounters counters;
  private final Consumer<Moment> notes;
  private final List<Work<Boolean>> appending = new ArrayList<>();
  private @Nullable Work<Boolean> watching;

  /**
   * Makes clients that have not begun.
   *
   * @param first the number of the first appender; the watcher has the number after the last
   *     appender
   * @param notes takes the moments, from many threads
   */
  LocalClients(
      Duration patience,
      EventStore store,
      int first,
      int appenders,
      SharedCounters counters,
      Consumer<Moment> notes) {
    this.patience = patience;
    this.store = store;
    this.first = first;
    this.appenders = appenders;
    this.counters = counters;
    this.notes = notes;
  }

  @Override
  public void begin(HistoryPlan plan) {
    HistoryWatcher watcher = HistoryWatcher.open(store, plan);
    watching = Work.run(patience, () -> watcher.run(client(first + appenders)));
    for (int i = first; i < first + appenders; i++) {
      HistoryAppender appender = new HistoryAppender(plan, i);
      HistoryClient client = client(i);
      appending.add(Work.run(patience, () -> {
        counters.meet(plan.appenders());
        appender.run(client);
      }));
    }
  }

  private HistoryClient client(int number) {
    return new HistoryClient(store, number, counters, notes);
  }

  @Override
  public void awaitAppended() {
    appending.forEach(Work::result);
  }

  @Override
  public void awaitEnded() {
    if (watching != null) {
      watching.result();
    }
  }
}
