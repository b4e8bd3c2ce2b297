package dev.eventstreams.benchmarks;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.eventstreams.EventSource;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A thread that consumes a live watch. */
final class Watcher implements AutoCloseable {

  private final Watch<StoredEvent> watch;
  private final Thread thread;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private Watcher(Watch<StoredEvent> watch, Consumer<StoredEvent> consumer) {
    this.watch = watch;
    this.thread = new Thread(() -> watch.forEach(consumer), "watcher");
    thread.setUncaughtExceptionHandler((dead, thrown) -> failure.set(thrown));
  }

  /** Watches the events that are appended from now on. */
  static Watcher of(EventSource source, Consumer<StoredEvent> consumer) {
    Watcher watcher = new Watcher(source.watch().open(), consumer);
    watcher.thread.start();
    return watcher;
  }

  /**
   * Checks for failures so far.
   *
   * @throws IllegalStateException if the watch or its consumer failed
   */
  void check() {
    Throwable thrown = failure.get();
    if (thrown != null) {
      throw new IllegalStateException("a watcher failed", thrown);
    }
  }

  /** Ends the watch and its thread. */
  @Override
  public void close() {
    watch.close();
    Uninterruptibles.joinUninterruptibly(thread);
  }
}
