package dev.eventstreams.store.postgres;

import dev.eventstreams.EventStore;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that watches all events, and resumes at its cursor when a watch reports a storage
 * failure.
 */
final class Follower {

  private final EventStore store;
  private final List<StoredEvent> seen = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile @Nullable Throwable failure;

  private Follower(EventStore store, String name) {
    this.store = store;
    this.thread = new Thread(this::run, name);
  }

  static Follower start(EventStore store, String name) {
    Follower follower = new Follower(store, name);
    follower.thread.start();
    return follower;
  }

  private void run() {
    long cursor = 0;
    while (true) {
      try (Watch<StoredEvent> watch = store.all().watch().after(cursor).open()) {
        for (StoredEvent event : watch) {
          seen.add(event);
          cursor = watch.place();
        }
        return; // the store was closed
      } catch (StoreClosedException e) {
        return;
      } catch (StorageException e) {
        LockSupport.parkNanos(1_000_000);
      } catch (Throwable e) {
        failure = e;
        return;
      }
    }
  }

  /** Returns the number of events that it has seen. */
  int count() {
    if (failure != null) {
      throw new AssertionError("a watch failed", failure);
    }
    return seen.size();
  }

  /** Returns the events that it has seen, in order. */
  List<StoredEvent> seen() {
    return seen;
  }
}
