package dev.eventstreams.core;

import com.google.common.base.Throwables;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.GroupOutcome;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The open watches of a store, and their wake-ups: by this store object's own commits, and by a
 * tailer that looks for the events of other store objects and processes while there are watches.
 */
final class WatchHub {

  private final GuardedStorage storage;
  private final Duration pollInterval;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<WatchSource> ofStore = ConcurrentHashMap.newKeySet();
  final Map<String, Set<WatchSource>> ofStreams = new ConcurrentHashMap<>();
  private int open;
  private @Nullable Tailer tailer;
  private volatile @Nullable Tail tail;
  private boolean closed;
  // A wake-up failed, so every watch has to look at storage for itself.
  private volatile boolean unsettled;

  WatchHub(GuardedStorage storage, Duration pollInterval) {
    this.storage = storage;
    this.pollInterval = pollInterval;
  }

  /**
   * Registers a watch, and returns the tail that it may take from. Every event that is committed
   * after this is either in the tail or found by the tailer: the tail is in place before its head
   * is read, and the head is read before the watch looks where to start.
   */
  Tail register(WatchSource watch) {
    lock.lock();
    try {
      if (closed) {
        throw new StoreClosedException("the store " + storage.location() + " is closed", null);
      }
      watches(watch).add(watch);
      Tail current = tail;
      if (current == null) {
        current = begin(watch);
      }
      open++;
      return current;
    } finally {
      lock.unlock();
    }
  }

  private Tail begin(WatchSource watch) {
    try {
      Tail begun = new Tail();
      tail = begun;
      begun.startAt(storage.head(null).last());
      tailer = Tailer.start(storage, begun, this, pollInterval);
      return begun;
    } catch (RuntimeException | Error e) {
      tail = null;
      boolean unused = isRemoved(watch);
      throw e;
    }
  }

  void unregister(WatchSource watch) {
    Tailer idle = null;
    lock.lock();
    try {
      if (isRemoved(watch) && --open == 0) {
        idle = tailer;
        tailer = null;
        tail = null;
      }
    } finally {
      lock.unlock();
    }
    if (idle != null) {
      idle.close();
    }
  }

  private boolean isRemoved(WatchSource watch) {
    String stream = watch.stream();
    Set<WatchSource> watches = stream == null ? ofStore : ofStreams.get(stream);
    if (watches == null) {
      return false;
    }
    boolean removed = watches.remove(watch);
    if (stream != null && watches.isEmpty()) {
      ofStreams.remove(stream);
    }
    return removed;
  }

  private Set<WatchSource> watches(WatchSource watch) {
    String stream = watch.stream();
    return stream == null
        ? ofStore
        : ofStreams.computeIfAbsent(stream, id -> ConcurrentHashMap.newKeySet());
  }

  /**
   * Called by the committing thread, group after group; throws nothing, because the events are
   * already written.
   */
  void written(GroupOutcome outcome) {
    Tail current = tail;
    List<EventRecord> written = outcome.written();
    if (current != null && !written.isEmpty()) {
      long last = written.get(written.size() - 1).position();
      publish(current, outcome.headBefore(), written, last);
    }
  }

  /**
   * Puts events into the tail and wakes the watches that they concern; if that fails,
   * {@link #settle} repairs it.
   */
  void publish(Tail target, long before, List<EventRecord> records, long after) {
    try {
      show(target, before, records, after);
    } catch (Throwable e) { // an Error too: neither an append nor the tailer may fail
      unsettled = true;
    }
  }

  private void show(Tail target, long before, List<EventRecord> records, long after) {
    if (!target.add(before, records, after)) {
      unsettle();
      return;
    }
    ofStore.forEach(watch -> signal(watch, after));
    if (!ofStreams.isEmpty()) {
      Map<String, Long> versions = new HashMap<>();
      for (EventRecord record : records) {
        versions.put(record.streamId(), record.version());
      }
      versions.forEach((stream, version) ->
          ofStreams.getOrDefault(stream, Set.of()).forEach(watch -> signal(watch, version)));
    }
  }

  // A watch that cannot be woken does not keep other watches from being woken.
  private void signal(WatchSource watch, long last) {
    try {
      watch.signal(last);
    } catch (Throwable e) { // an Error too: a thread may fail to start
      unsettled = true;
    }
  }

  /** Makes every watch look at storage for itself. */
  void unsettle() {
    unsettled = false;
    forEach(watch -> {
      try {
        watch.signalUnknown();
      } catch (Throwable e) { // as above
        unsettled = true;
      }
    });
  }

  /**
   * Makes every watch look at storage if events were not shown or a wake-up failed; the tailer
   * calls this again and again.
   */
  void settle() {
    if (unsettled) {
      unsettle();
    }
  }

  /**
   * Makes every watch fail, because the store is lost. The tailer calls this again and again while
   * there are watches.
   */
  void fail(StorageException cause) {
    forEach(watch -> {
      try {
        watch.fail(cause);
      } catch (Throwable e) { // the next call wakes it
        unsettled = true;
      }
    });
  }

  /**
   * Ends every watch, and refuses new ones. If watches cannot be ended, throws the exception of the
   * last of them, after all others have ended.
   */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    Throwable failure = null;
    for (WatchSource watch : ofStore) {
      failure = closed(watch, failure);
    }
    for (Set<WatchSource> watches : ofStreams.values()) {
      for (WatchSource watch : watches) {
        failure = closed(watch, failure);
      }
    }
    if (failure != null) {
      Throwables.throwIfUnchecked(failure);
    }
  }

  private static @Nullable Throwable closed(WatchSource watch, @Nullable Throwable before) {
    try {
      watch.close();
      return before;
    } catch (Throwable e) { // an Error too: other watches wait for their end
      return e;
    }
  }

  private void forEach(Consumer<WatchSource> action) {
    ofStore.forEach(action);
    ofStreams.values().forEach(watches -> watches.forEach(action));
  }
}
