package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of a history that watches all events, or one stream, until it has seen the last event.
 */
final class HistoryWatcher {

  private final @Nullable String stream;
  private final Watch<StoredEvent> watch;
  private long place;

  private HistoryWatcher(@Nullable String stream, long after, Watch<StoredEvent> watch) {
    this.stream = stream;
    this.place = after;
    this.watch = watch;
  }

  /** Opens a watch: of all events if the plan's seed is even, else of the plan's first stream. */
  static HistoryWatcher open(EventStore store, HistoryPlan plan) {
    String stream = plan.seed() % 2 == 0 ? null : plan.streams().get(0);
    long after = stream == null ? plan.base() : 0;
    Watch<StoredEvent> watch = (stream == null ? store.all() : store.stream(stream))
        .watch()
        .after(after)
        .open();
    return new HistoryWatcher(stream, after, watch);
  }

  /** Takes events until the last event has come. */
  void run(HistoryClient client) {
    try (watch) {
      client.begin(new Call.Next(stream, place));
      for (StoredEvent delivered : watch) {
        Answer.Event event = HistoryClient.event(delivered);
        client.end(new Answer.Events(List.of(event)));
        if (event.label().startsWith(HistoryPlan.END)) {
          return;
        }
        place = stream == null ? event.position() : event.version();
        client.begin(new Call.Next(stream, place));
      }
    }
  }
}
