package dev.eventstreams.core;

import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backend behind a gate: calls pass while the store is open, and closing waits until no call is
 * under way.
 *
 * <p>A call is counted before it checks whether the store is closed, and {@code closed} is set
 * before closing checks the count. So either closing waits for the call, or the call is refused.
 * Counting allocates nothing, so no call stays counted after its end.
 */
final class GuardedStorage {

  private final StorageHandle handle;
  private final AtomicInteger calls = new AtomicInteger();
  private final String location;
  private volatile boolean closed;
  private volatile @Nullable Thread closer;

  GuardedStorage(StorageHandle handle) {
    this.handle = handle;
    this.location = Names.printable(handle.location());
  }

  // Not refused once closing has begun: appends that were accepted before are still committed.
  GroupOutcome append(List<AppendRequest> group) {
    calls.incrementAndGet();
    try {
      return handle.append(group);
    } finally {
      leave();
    }
  }

  Page read(PageRequest request) {
    return guarded(() -> handle.read(request));
  }

  StreamHead head(@Nullable String stream) {
    return guarded(() -> handle.head(stream));
  }

  @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    calls.incrementAndGet();
    try {
      requireOpen();
      return handle.loadSnapshot(source, projection);
    } finally {
      leave();
    }
  }

  void saveSnapshot(StoredSnapshot snapshot) {
    guarded(() -> handle.saveSnapshot(snapshot));
  }

  void deleteSnapshots(String source) {
    guarded(() -> handle.deleteSnapshots(source));
  }

  Notifier notifier() {
    return guarded(handle::notifier);
  }

  StorageLimits limits() {
    return handle.limits();
  }

  String location() {
    return location;
  }

  void requireOpen() {
    if (closed) {
      throw new StoreClosedException("the store " + location + " is closed", null);
    }
  }

  /** Refuses calls from now on, except appends. */
  void refuse() {
    closed = true;
  }

  private void leave() {
    if (calls.decrementAndGet() == 0) {
      LockSupport.unpark(closer);
    }
  }

  /** Waits at most {@code nanos} until no call is under way, and closes the backend. */
  void close(long nanos) {
    closer = Thread.currentThread();
    boolean interrupted = Thread.interrupted(); // the backend must not see it
    long deadline = System.nanoTime() + nanos;
    for (long left = nanos; calls.get() > 0 && left > 0; left = deadline - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
      interrupted |= Thread.interrupted();
    }
    try {
      handle.close();
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Calls the backend if the store is open. */
  void guarded(Runnable call) {
    boolean unused = guarded(() -> {
      call.run();
      return true;
    });
  }

  private <T> T guarded(Supplier<T> call) {
    calls.incrementAndGet();
    try {
      requireOpen();
      return call.get();
    } finally {
      leave();
    }
  }
}
