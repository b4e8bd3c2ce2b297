package dev.eventstreams.core;

import com.google.common.collect.ImmutableSet;
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
import org.jspecify.annotations.Nullable;

/**
 * The open watches of a store, and what tells them that there is more: this store's own commits, and a tailer that looks for those
 * of others while there are watches.
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

  WatchHub(GuardedStorage storage, Duration pollInterval) {
    this.storage = storage;
    this.pollInterval = pollInterval;
  }

  /**
   * Takes a watch up, and returns the tail it may take from. Every event committed after this is either in the tail or found by the
   * tailer: the tail is in place before its head is read, and the head before the watch looks where to start.
   */
  Tail register(WatchSource watch) {
    lock.lock();
    try {
      if (closed) {
        throw new StoreClosedException("the store " + storage.location() + " is closed", null);
      }
      Tail current = tail;
      if (current == null) {
        current = new Tail();
        tail = current;
        try {
          current.startAt(storage.head(null).last());
          tailer = Tailer.start(storage, current, this, pollInterval);
        } catch (RuntimeException | Error e) {
          tail = null;
          throw e;
        }
      }
      open++;
      watches(watch).add(watch);
      return current;
    } finally {
      lock.unlock();
    }
  }

  void unregister(WatchSource watch) {
    Tailer idle = null;
    lock.lock();
    try {
      boolean removed = watches(watch).remove(watch);
      String stream = watch.stream();
      if (stream != null && watches(watch).isEmpty()) {
        ofStreams.remove(stream);
      }
      if (!removed) {
        return;
      }
      if (--open == 0) {
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

  private Set<WatchSource> watches(WatchSource watch) {
    String stream = watch.stream();
    return stream == null
        ? ofStore
        : ofStreams.computeIfAbsent(stream, id -> ConcurrentHashMap.newKeySet());
  }

  /** Called by the committing thread, group after group. */
  void written(GroupOutcome outcome) {
    Tail current = tail;
    List<EventRecord> written = outcome.written();
    if (current != null && !written.isEmpty()) {
      publish(
          current,
          outcome.headBefore(),
          written,
          written.get(written.size() - 1).position());
    }
  }

  /** Puts events into the tail and wakes the watches that they concern. */
  void publish(Tail target, long before, List<EventRecord> records, long after) {
    if (!target.add(before, records, after)) {
      everybody().forEach(WatchSource::signalUnknown);
      return;
    }
    ofStore.forEach(watch -> watch.signal(after));
    if (!ofStreams.isEmpty()) {
      Map<String, Long> versions = new HashMap<>();
      for (EventRecord record : records) {
        versions.put(record.streamId(), record.version());
      }
      versions.forEach((stream, version) ->
          ofStreams.getOrDefault(stream, Set.of()).forEach(watch -> watch.signal(version)));
    }
  }

  /** Makes every watch look at storage for itself. */
  void unsettle() {
    everybody().forEach(WatchSource::signalUnknown);
  }

  /** Ends every watch, now and in future. */
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    everybody().forEach(WatchSource::close);
  }

  private Set<WatchSource> everybody() {
    ImmutableSet.Builder<WatchSource> all = ImmutableSet.builder();
    all.addAll(ofStore);
    ofStreams.values().forEach(all::addAll);
    return all.build();
  }
}
