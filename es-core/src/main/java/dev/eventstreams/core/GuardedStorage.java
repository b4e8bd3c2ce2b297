package dev.eventstreams.core;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.GroupOutcome;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageLimits;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamHead;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backend behind a gate: calls pass while the store is open, and the backend is closed when none is under way.
 *
 * <p>Every call holds the shared lock, closing takes the exclusive one. {@code closed} is set before the exclusive lock is asked
 * for, so that new calls do not hold closing up.
 */
final class GuardedStorage {

  private final StorageHandle handle;
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();
  private final String location;
  private volatile boolean closed;

  GuardedStorage(StorageHandle handle) {
    this.handle = handle;
    this.location = handle.location();
  }

  // Not refused once closing has begun: what was accepted before is still committed.
  GroupOutcome append(List<AppendRequest> group) {
    gate.readLock().lock();
    try {
      return handle.append(group);
    } finally {
      gate.readLock().unlock();
    }
  }

  Page read(PageRequest request) {
    return guarded(() -> handle.read(request));
  }

  StreamHead head(@Nullable String stream) {
    return guarded(() -> handle.head(stream));
  }

  @Nullable StoredSnapshot loadSnapshot(String source, String projection) {
    requireOpen();
    gate.readLock().lock();
    try {
      requireOpen();
      return handle.loadSnapshot(source, projection);
    } finally {
      gate.readLock().unlock();
    }
  }

  void saveSnapshot(StoredSnapshot snapshot) {
    guarded(() -> {
      handle.saveSnapshot(snapshot);
      return true;
    });
  }

  void deleteSnapshots(String source) {
    boolean unused = guarded(() -> {
      handle.deleteSnapshots(source);
      return true;
    });
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

  /** Refuses calls from now on, but for appends. */
  void refuse() {
    closed = true;
  }

  /** Waits until no call is under way, at most so long, and closes the backend. */
  void close(long nanos) {
    boolean exclusive =
        Uninterruptibles.tryLockUninterruptibly(gate.writeLock(), nanos, TimeUnit.NANOSECONDS);
    boolean interrupted = Thread.interrupted(); // kept from the backend
    try {
      handle.close();
    } finally {
      if (exclusive) {
        gate.writeLock().unlock();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private <T> T guarded(Supplier<T> call) {
    requireOpen();
    gate.readLock().lock();
    try {
      requireOpen();
      return call.get();
    } finally {
      gate.readLock().unlock();
    }
  }
}
