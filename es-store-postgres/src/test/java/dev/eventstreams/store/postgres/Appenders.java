package dev.eventstreams.store.postgres;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreLockedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that append. Each event has a key and an expected version. A failed append is retried
 * until it is acknowledged, as an application does that wants each event once.
 */
final class Appenders {

  private final EventStore store;
  private final String name;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile @Nullable RuntimeException lastRetried;
  private volatile boolean stopped;

  private Appenders(EventStore store, String name) {
    this.store = store;
    this.name = name;
  }

  static Appenders start(EventStore store, String name, int count) {
    Appenders appenders = new Appenders(store, name);
    for (int i = 0; i < count; i++) {
      int number = i;
      Thread thread = new Thread(() -> appenders.run(number), "appender-" + number);
      appenders.threads.add(thread);
      thread.start();
    }
    return appenders;
  }

  private void run(int number) {
    try {
      for (long version = 0; !stopped; version++) {
        String key = name + "-" + number + "-" + version;
        appendUntilAcknowledged(name + "-" + number, version, key);
        acknowledged.add(key);
      }
    } catch (Throwable e) {
      failures.add(e);
    }
  }

  private void appendUntilAcknowledged(String stream, long version, String key) {
    CandidateEvent event = CandidateEvent.of("Kept", key).withIdempotencyKey(key);
    while (true) {
      try {
        long written =
            store.stream(stream).append(ExpectedVersion.exactly(version), event).version();
        if (written != version + 1) {
          throw new AssertionError(key + " was written as version " + written);
        }
        return;
      } catch (StorageException | StoreLockedException away) {
        lastRetried = away;
        LockSupport.parkNanos(1_000_000);
      }
    }
  }

  /** Returns the number of appends that were acknowledged so far. */
  int count() {
    failIfOneFailed();
    return acknowledged.size();
  }

  /** Waits until {@code more} further appends are acknowledged. */
  void awaitMore(int more, String when) throws Exception {
    int wanted = count() + more;
    try {
      Awaits.until(wanted + " appends are acknowledged " + when, () -> count() >= wanted);
    } catch (AssertionError e) {
      RuntimeException retried = lastRetried;
      if (retried != null) {
        e.addSuppressed(retried);
      }
      throw e;
    }
  }

  /** Lets each thread finish its current append; returns every key that was acknowledged. */
  Set<String> stop() throws InterruptedException {
    stopped = true;
    for (Thread thread : threads) {
      thread.join(120_000);
      if (thread.isAlive()) {
        throw new AssertionError(
            thread + " does not end; it is in " + List.of(thread.getStackTrace()));
      }
    }
    failIfOneFailed();
    return acknowledged;
  }

  private void failIfOneFailed() {
    if (!failures.isEmpty()) {
      throw new AssertionError("an appender failed", failures.peek());
    }
  }
}
