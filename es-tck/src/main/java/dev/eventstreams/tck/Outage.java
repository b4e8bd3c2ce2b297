package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A time during which a storage answers nothing that it is asked, as a database does that is being restarted. */
final class Outage {

  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean on;

  /** Returns the storage, which is away while the outage lasts. */
  StorageHandle of(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public Page read(PageRequest request) {
        refuseIfAway();
        return super.read(request);
      }

      @Override
      public StreamHead head(@Nullable String stream) {
        refuseIfAway();
        return super.head(stream);
      }
    };
  }

  void begin() {
    on = true;
  }

  /** Ends the outage once somebody has noticed it. */
  void endOnceNoticed(Duration patience) {
    Work.until(patience, "somebody asks the storage that is away", () -> refused.get() > 2);
    on = false;
  }

  private void refuseIfAway() {
    if (on) {
      refused.incrementAndGet();
      throw new StorageException("the database is being restarted", null);
    }
  }
}
