package dev.eventstreams.benchmarks;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.StoredEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * The minimum cost of watching inside one process: an unbounded queue and a thread for each
 * consumer.
 */
final class PlainWatchers implements AutoCloseable {

  private final List<BlockingQueue<List<StoredEvent>>> queues = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  void add(Consumer<StoredEvent> consumer) {
    BlockingQueue<List<StoredEvent>> queue = new LinkedBlockingQueue<>();
    Thread thread = new Thread(() -> consume(queue, consumer), "plain-watcher");
    thread.start();
    queues.add(queue);
    threads.add(thread);
  }

  /** Delivers events that were appended after a version; here the version is also the position. */
  void deliver(String stream, long version, List<CandidateEvent> events) {
    Instant now = Instant.now();
    List<StoredEvent> stored = new ArrayList<>(events.size());
    for (CandidateEvent event : events) {
      long place = version + stored.size() + 1;
      stored.add(StoredEvent.builder(stream, place, event.type())
          .timestamp(now)
          .metadata(event.metadata())
          .data(event.data())
          .build());
    }
    for (BlockingQueue<List<StoredEvent>> queue : queues) {
      queue.add(stored);
    }
  }

  private static void consume(
      BlockingQueue<List<StoredEvent>> queue, Consumer<StoredEvent> consumer) {
    try {
      while (true) {
        queue.take().forEach(consumer);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the threads. */
  @Override
  public void close() {
    for (Thread thread : threads) {
      thread.interrupt();
      Uninterruptibles.joinUninterruptibly(thread);
    }
  }
}
