package dev.eventstreams.tck;

import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a store from its first event to the event whose id is {@link #LAST}. Resumes at the
 * cursor when a watch fails or ends, and keeps the positions of the events that it saw.
 */
final class SteadyWatcher implements Runnable {

  /** The id of the event that ends the watching. */
  static final String LAST = "last";

  private final Supplier<EventStore> store;
  private final long[] seen;
  private volatile int count;
  private long cursor;
  private boolean ended;
  private volatile @Nullable Throwable failure;

  /**
   * Takes the largest possible number of events, and allocates the memory for their positions now.
   */
  SteadyWatcher(Supplier<EventStore> store, int most) {
    this.store = store;
    this.seen = new long[most];
  }

  @Override
  public void run() {
    while (!ended) {
      try {
        watch();
      } catch (Throwable e) { // after any failure the next watch resumes where this one ended
        failure = e;
      }
    }
  }

  private void watch() {
    try (Watch<StoredEvent> watch = store.get().all().watch().after(cursor).open()) {
      for (StoredEvent event : watch) {
        int before = count;
        seen[before] = event.position();
        count = before + 1;
        cursor = event.position();
        ended = event.id().equals(LAST);
        if (ended) {
          return;
        }
      }
    }
  }

  /** Returns the number of events that it has seen. */
  int count() {
    return count;
  }

  /** Returns the last failure of a watch, or null if no watch has failed. */
  @Nullable Throwable failure() {
    return failure;
  }

  /**
   * Returns an empty text if it saw each of these positions, once and in order, else a description
   * of the difference.
   */
  String compared(List<Long> stored) {
    List<Long> watched = Arrays.stream(seen, 0, count).boxed().toList();
    return watched.equals(stored)
        ? ""
        : "a watch saw " + watched + " of " + stored + ", and failed with " + failure;
  }
}
