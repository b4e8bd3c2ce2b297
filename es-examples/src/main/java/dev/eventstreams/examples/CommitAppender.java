package dev.eventstreams.examples;

import dev.eventstreams.AppendResult;
import dev.eventstreams.EventStore;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongConsumer;

/**
 * Appends commits, each in one atomic append, without waiting for one append before the next one
 * starts. So many appends share a group commit, and they stay in order.
 */
final class CommitAppender {

  private static final int IN_FLIGHT = 1_000;

  /**
   * The result of appending commits.
   *
   * @param commits how many were appended
   * @param added how many of them were new
   * @param events how many events were written for the new ones
   */
  record Appended(long commits, long added, long events) {

    static final Appended NONE = new Appended(0, 0, 0);

    Appended plus(Appended more) {
      return new Appended(commits + more.commits, added + more.added, events + more.events);
    }

    Appended plus(AppendResult result) {
      return result.isRepeat()
          ? new Appended(commits + 1, added, events)
          : new Appended(commits + 1, added + 1, events + result.events().size());
    }
  }

  private final EventStore store;
  private final Deque<CompletableFuture<AppendResult>> inFlight = new ArrayDeque<>();
  private Appended appended = Appended.NONE;

  CommitAppender(EventStore store) {
    this.store = store;
  }

  /**
   * Appends the next commits, at most {@code atMost}. Reports to {@code progress} how many are in
   * the store, and returns when all of them are.
   */
  Appended append(Iterator<Commit> commits, long atMost, LongConsumer progress) {
    appended = Appended.NONE;
    for (long i = 0; i < atMost && commits.hasNext(); i++) {
      inFlight.add(store.appendAsync(CommitEvents.batch(commits.next())));
      if (inFlight.size() > IN_FLIGHT) {
        settle(progress);
      }
    }
    while (!inFlight.isEmpty()) {
      settle(progress);
    }
    return appended;
  }

  private void settle(LongConsumer progress) {
    try {
      appended = appended.plus(inFlight.remove().join());
      progress.accept(appended.commits());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
