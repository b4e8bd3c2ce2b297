package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A time during which a storage fails each read and each call for a head, like a database that is
 * being restarted. It begins when no answer is in progress, so events that are appended from then
 * on are not seen before its end.
 */
final class Outage {

  private final AtomicInteger refused = new AtomicInteger();
  private final ReentrantReadWriteLock answering = new ReentrantReadWriteLock();
  private volatile boolean on;

  /** Returns the storage, which fails during the outage. */
  StorageHandle of(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public Page read(PageRequest request) {
        return unlessAway(() -> super.read(request));
      }

      @Override
      public StreamHead head(@Nullable String stream) {
        return unlessAway(() -> super.head(stream));
      }
    };
  }

  /** Begins the outage, after the answers that are in progress. */
  void begin() {
    answering.writeLock().lock();
    try {
      on = true;
    } finally {
      answering.writeLock().unlock();
    }
  }

  /** Ends the outage after three calls have failed. */
  void endOnceNoticed(Duration patience) {
    Work.until(patience, "the storage gets calls in its outage", () -> refused.get() > 2);
    on = false;
  }

  private <T> T unlessAway(Supplier<T> question) {
    answering.readLock().lock();
    try {
      if (on) {
        refused.incrementAndGet();
        throw new StorageException("the database is being restarted", null);
      }
      return question.get();
    } finally {
      answering.readLock().unlock();
    }
  }
}
