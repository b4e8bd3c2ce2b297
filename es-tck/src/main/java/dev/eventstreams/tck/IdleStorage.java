package dev.eventstreams.tck;

import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Storage whose poll intervals pass only when a test lets them pass, and which counts the calls to
 * it.
 */
final class IdleStorage {

  private final AtomicLong calls = new AtomicLong();
  private final AtomicLong waits = new AtomicLong();
  private final Semaphore ticks = new Semaphore(0);

  /** Returns the storage with controlled poll intervals and counted calls. */
  StorageHandle counting(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public Page read(PageRequest request) {
        calls.incrementAndGet();
        return super.read(request);
      }

      @Override
      public StreamHead head(@Nullable String stream) {
        calls.incrementAndGet();
        return super.head(stream);
      }

      @Override
      public Notifier notifier() {
        calls.incrementAndGet();
        return new Ticking();
      }
    };
  }

  /** Returns the number of calls for pages, heads and notifiers. */
  long calls() {
    return calls.get();
  }

  /** Returns when a thread waits for a poll interval to pass. */
  void awaitWaiting(Duration patience) {
    Work.until(patience, "the store waits for a hint", () -> waits.get() > 0);
  }

  /** Lets a poll interval pass for one waiting thread, and returns when a thread waits again. */
  void letPollIntervalPass(Duration patience) {
    long before = waits.get();
    ticks.release();
    Work.until(patience, "the store waits for the next hint", () -> waits.get() > before);
  }

  /** Ends all waiting, now and later. */
  void endWaiting() {
    ticks.release(1_000_000);
  }

  private final class Ticking implements Notifier {

    private volatile boolean closed;

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
      if (!closed) {
        waits.incrementAndGet();
        ticks.acquire();
      }
      return false;
    }

    @Override
    public void close() {
      closed = true;
      ticks.release();
    }
  }
}
