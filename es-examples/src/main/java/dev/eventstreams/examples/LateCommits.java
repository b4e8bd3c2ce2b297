package dev.eventstreams.examples;

import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.examples.CommitAppender.Appended;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * Watches the store on one thread while another thread appends the last commits of the history,
 * which were held back for this.
 */
final class LateCommits {

  private final EventStore store;
  private final Consumer<StoredEvent> seen;
  private final Semaphore arrived = new Semaphore(0);

  /** Passes each commit that the watch delivers to {@code seen}, on the watching thread. */
  LateCommits(EventStore store, Consumer<StoredEvent> seen) {
    this.store = store;
    this.seen = seen;
  }

  /** Appends the commits, and returns when the watch has delivered every one that is new. */
  Appended append(Iterator<Commit> commits, CommitAppender appender) throws InterruptedException {
    EventFilter wanted = EventFilter.type(CommitEvents.COMMITTED);
    CompletableFuture<Void> delivery;
    Appended appended;
    try (Watch<StoredEvent> watch = store.all().watch().where(wanted).open()) {
      delivery = CompletableFuture.runAsync(() -> deliver(watch), LateCommits::onNewThread);
      appended = appender.append(commits, Long.MAX_VALUE, soFar -> {});
      arrived.acquire((int) appended.added());
    } // closing the watch ends its iteration
    delivery.join();
    return appended;
  }

  private void deliver(Watch<StoredEvent> watch) {
    try {
      for (StoredEvent commit : watch) {
        seen.accept(commit);
        arrived.release();
      }
    } finally {
      arrived.release(Integer.MAX_VALUE / 2); // after a failure, append() must not wait for it
    }
  }

  private static void onNewThread(Runnable task) {
    new Thread(task, "watching").start();
  }
}
