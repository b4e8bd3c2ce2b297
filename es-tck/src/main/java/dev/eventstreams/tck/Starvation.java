package dev.eventstreams.tck;

import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Appends to a store repeatedly with almost no memory left, and checks after each append that the
 * store can be used. The memory left grows by 512 bytes in each round, and starts again after 24
 * rounds. It needs a separate JVM with a small heap.
 */
final class Starvation {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MEMORY_STEP = 512;
  private static final int STEPS = 24;

  private final String url;
  private final @Nullable Object[] ballast = new @Nullable Object[1 << 19];
  private final List<String> acknowledged = new ArrayList<>();
  private final List<CompletableFuture<AppendResult>> futures = new ArrayList<>();
  private final List<String> ofFutures = new ArrayList<>();
  private int pieces;
  private EventStore store;

  private Starvation(String url) {
    this.url = url;
    this.store = open();
  }

  private EventStore open() {
    return EventStores.open(url, StoreOptions.defaults().withPollInterval(Duration.ofMillis(5)));
  }

  /** Runs so many rounds, and returns {@code sound} or a description of the problem. */
  static String run(String url, int rounds) {
    Starvation starvation = new Starvation(url);
    try {
      String wrong = starvation.run(rounds);
      return wrong.isEmpty() ? "sound" : wrong;
    } catch (AssertionError e) {
      return e.getMessage() == null ? e.toString() : e.getMessage().replace('\n', ' ');
    } finally {
      starvation.store.close();
    }
  }

  private String run(int rounds) {
    SteadyWatcher watcher = new SteadyWatcher(() -> store, 4 * rounds + 1_000);
    Work<Boolean> watching = Work.run(PATIENCE, watcher);
    warmUp(watcher);
    for (int round = 0; round < rounds; round++) {
      starve(round);
      useAgain(round);
    }
    for (int i = 0; i < futures.size(); i++) {
      await(futures.get(i), ofFutures.get(i));
    }
    append(SteadyWatcher.LAST);
    try {
      boolean unused = watching.result();
    } catch (AssertionError e) {
      throw new AssertionError(
          "a watch: " + e.getMessage() + ", after a failure with " + watcher.failure(), e);
    }
    return compared() + watcher.compared(Sample.positions(store.all().read()));
  }

  // Loads all classes that appends and a watch need: a class whose initialiser runs out of memory
  // stays unusable in the JVM (JLS 12.4.2), and no store can repair that.
  private void warmUp(SteadyWatcher watcher) {
    for (int i = 0; i < 50; i++) {
      append("warm" + i);
      acknowledge("async" + i, store.stream("s").appendAsync(event("async" + i)).join());
    }
    Work.until(PATIENCE, "a watch sees the first events", () -> watcher.count() == 100);
  }

  private static CandidateEvent event(String key) {
    return Sample.keyed(key);
  }

  private void append(String key) {
    acknowledge(key, store.stream("s").append(event(key)));
  }

  private void acknowledge(String key, AppendResult result) {
    if (result.version() > 0) {
      acknowledged.add(key);
    }
  }

  /** Appends while the heap is full. An exception is as good as an answer. */
  private void starve(int round) {
    String key = "starved" + round;
    CandidateEvent event = event(key);
    byte @Nullable [] spare = new byte[round % STEPS * MEMORY_STEP];
    CompletableFuture<AppendResult> future = null;
    AppendResult result = null;
    Arrays.fill(spare, (byte) 1);
    fill();
    spare = null;
    try {
      if (round % 2 == 0) {
        result = store.stream("s").append(event);
      } else {
        future = store.stream("s").appendAsync(event);
      }
      LockSupport.parkNanos(10_000_000); // the other threads of the store run out of memory too
    } catch (Throwable e) { // usually an OutOfMemoryError
      future = null;
    }
    empty();
    if (result != null) {
      acknowledge(key, result);
    }
    if (future != null) {
      futures.add(future);
      ofFutures.add(key);
    }
  }

  private void fill() {
    for (int size = 1 << 18; size >= 16; size >>= 3) {
      try {
        while (pieces < ballast.length) {
          ballast[pieces] = new byte[size];
          pieces++;
        }
      } catch (OutOfMemoryError e) {
        // Smaller pieces may still fit.
      }
    }
  }

  private void empty() {
    while (pieces > 0) {
      ballast[--pieces] = null;
    }
  }

  /** Appends with enough memory: at once, or after opening the store again if the append fails. */
  private void useAgain(int round) {
    Work<String> use = Work.start(PATIENCE, () -> used(round));
    try {
      acknowledged.add(use.result());
    } catch (AssertionError e) {
      throw new AssertionError("round " + round + ": " + e.getMessage() + ", with " + stacks(), e);
    }
  }

  private String used(int round) {
    String key = "fed" + round;
    try {
      AppendResult unused = store.stream("s").append(event(key));
    } catch (EventStoreException failed) {
      store.close();
      store = open();
      AppendResult unused = store.stream("s").append(event(key));
    }
    return key;
  }

  private static String stacks() {
    StringBuilder stacks = new StringBuilder();
    Thread.getAllStackTraces().forEach((thread, stack) -> {
      if (Arrays.toString(stack).contains("eventstreams")) {
        stacks.append(thread.getName()).append(' ');
        stacks
            .append(Arrays.asList(stack).subList(0, Math.min(stack.length, 12)))
            .append("; ");
      }
    });
    return stacks.toString();
  }

  private void await(CompletableFuture<AppendResult> future, String key) {
    Work.until(PATIENCE, "the future of " + key + " completes", future::isDone);
    if (!future.isCompletedExceptionally()) {
      acknowledge(key, future.join());
    }
  }

  private String compared() {
    List<StoredEvent> stored = Sample.read(store.stream("s").read());
    List<String> keys = stored.stream().map(StoredEvent::id).toList();
    List<String> lost = new ArrayList<>(acknowledged);
    lost.removeAll(keys);
    if (!lost.isEmpty()) {
      return "acknowledged and lost: " + lost;
    }
    if (keys.stream().distinct().count() < keys.size()) {
      return "events are doubled";
    }
    long last = stored.get(stored.size() - 1).version();
    return last == stored.size() ? "" : "versions up to " + last + " of " + stored.size();
  }
}
