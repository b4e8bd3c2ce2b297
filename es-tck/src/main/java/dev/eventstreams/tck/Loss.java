package dev.eventstreams.tck;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The permanent loss of a storage, as when its files are replaced while it is open. */
final class Loss {

  private volatile boolean happened;

  /** Returns the storage, which is lost after {@link #happens}. */
  StorageHandle of(StorageHandle storage) {
    return new Tap(storage) {
      @Override
      public GroupOutcome append(List<AppendRequest> group) {
        requireNotLost();
        return super.append(group);
      }

      @Override
      public Page read(PageRequest request) {
        requireNotLost();
        return super.read(request);
      }

      @Override
      public StreamHead head(@Nullable String stream) {
        requireNotLost();
        return super.head(stream);
      }

      @Override
      public Notifier notifier() {
        return failing(super.notifier());
      }
    };
  }

  private Notifier failing(Notifier sound) {
    return new Notifier() {
      @Override
      public boolean await(Duration timeout) throws InterruptedException {
        requireNotLost();
        return sound.await(timeout);
      }

      @Override
      public void close() {
        sound.close();
      }
    };
  }

  void happens() {
    happened = true;
  }

  private void requireNotLost() {
    if (happened) {
      throw StorageException.lost("the database is another one", null);
    }
  }
}
