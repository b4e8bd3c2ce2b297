package dev.eventstreams.tck;

import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the appends and reads of a storage that are in progress, in particular when it is closed.
 */
final class CallsUnderWay {

  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicLong ended = new AtomicLong();
  private final AtomicInteger closings = new AtomicInteger();
  private final AtomicInteger atClose = new AtomicInteger();

  /** Returns the storage with its appends and reads counted. */
  StorageHandle watching(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public GroupOutcome append(List<AppendRequest> group) {
        underWay.incrementAndGet();
        try {
          return super.append(group);
        } finally {
          end();
        }
      }

      @Override
      public Page read(PageRequest request) {
        underWay.incrementAndGet();
        try {
          return super.read(request);
        } finally {
          end();
        }
      }

      @Override
      public void close() {
        closings.incrementAndGet();
        atClose.addAndGet(underWay.get());
        super.close();
      }
    };
  }

  private void end() {
    underWay.decrementAndGet();
    ended.incrementAndGet();
  }

  long ended() {
    return ended.get();
  }

  int closings() {
    return closings.get();
  }

  int underWayAtClose() {
    return atClose.get();
  }
}
