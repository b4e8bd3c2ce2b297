package dev.eventstreams.benchmarks;

import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.EventStores;
import java.util.Locale;

/** A process that reads all events and prints its speed and its heap size. */
public final class SoakReader {

  private SoakReader() {}

  /** Takes the way to read ({@code replay} or {@code watch}), the URL, and the number of events. */
  public static void main(String[] arguments) {
    long total = Long.parseLong(arguments[2]);
    long begin = System.nanoTime();
    long count;
    try (EventStore store = EventStores.open(arguments[1])) {
      count = arguments[0].equals("watch") ? watch(store, total) : replay(store);
    }
    double rate = Run.perSecond(count, System.nanoTime() - begin);
    Run.expect(total, count);
    System.out.printf(
        Locale.ROOT,
        "%s: %,d events, %,.0f events/s, with a heap of %,d MiB%n",
        arguments[0],
        count,
        rate,
        Runtime.getRuntime().maxMemory() >> 20);
  }

  private static long replay(EventStore store) {
    long count = 0;
    for (StoredEvent event : store.stream(Sample.STREAM).read()) {
      Run.expect(++count, event.version());
    }
    return count;
  }

  private static long watch(EventStore store, long total) {
    long count = 0;
    try (Watch<StoredEvent> watch = store.all().watch().from(0).open()) {
      for (StoredEvent event : watch) {
        Run.expect(++count, event.version());
        if (count == total) {
          break;
        }
      }
    }
    return count;
  }
}
