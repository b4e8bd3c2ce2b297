package dev.eventstreams.store.file;

import dev.eventstreams.StorageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds events in the log by position, by stream and version, by key, and by tag. Contains only
 * committed events, uses at most about 24 bytes for each, and can always be rebuilt from the log.
 * {@link TagTable} states what tags add to that.
 *
 * <p>Reads happen under the shared lock. A commit adds its events under the exclusive lock, so all
 * of them are there before any reader sees the first.
 */
final class LogIndex {

  /** Positions are ints here; the files could contain larger ones. */
  static final long MOST_EVENTS = Integer.MAX_VALUE - 8;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final List<Segment> segments = new ArrayList<>();
  private final StreamTable streams;
  private final KeyTable keys = new KeyTable();
  private final TagTable tags = new TagTable();
  private final long seed;
  private int head;
  private int holes;
  private @Nullable Group unfinished;

  LogIndex(long seed) {
    this.seed = seed;
    this.streams = new StreamTable(seed);
  }

  /** Returns the seed of the hashes, which is also the store's number. */
  long seed() {
    return seed;
  }

  <T extends @Nullable Object> T reading(Supplier<T> work) {
    lock.readLock().lock();
    try {
      if (unfinished == null) {
        return work.get();
      }
    } finally {
      lock.readLock().unlock();
    }
    writing(() -> {});
    return reading(work);
  }

  void writing(Runnable work) {
    lock.writeLock().lock();
    try {
      finish();
      work.run();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /**
   * Adds a group that is on the disk. If memory runs out half-way, the next call of any kind first
   * adds the rest, or fails as well. So no reader ever sees a part of a group.
   */
  void commit(Group group) {
    lock.writeLock().lock();
    try {
      group.begin();
      unfinished = group;
      finish();
    } finally {
      lock.writeLock().unlock();
    }
  }

  private void finish() {
    Group group = unfinished;
    if (group != null) {
      group.addTo(this);
      unfinished = null;
    }
  }

  /** Returns the position of the last event. This method and all methods below need a lock. */
  int head() {
    return head;
  }

  /** Returns how many positions up to the head have no event that can be read. */
  int holes() {
    return holes;
  }

  StreamTable streams() {
    return streams;
  }

  TagTable tags() {
    return tags;
  }

  List<Segment> segments() {
    return segments;
  }

  @Nullable Segment lastSegment() {
    return segments.isEmpty() ? null : segments.get(segments.size() - 1);
  }

  void add(Segment segment) {
    segments.add(segment);
  }

  /** Adds the next event. It is in the last segment. */
  void add(int offset, int stream, int keyHash, long[] tagHashes) {
    if (head >= MOST_EVENTS) {
      throw new StorageException("a store of files holds at most " + MOST_EVENTS + " events", null);
    }
    Segment last = segments.get(segments.size() - 1);
    // Steps that may fail come first, and do no harm if they are repeated.
    last.reserve(tagHashes.length);
    streams.reserve(stream);
    keys.reserve(keyHash);
    for (long tag : tagHashes) {
      tags.add(tag, head + 1);
    }
    head++;
    last.add(offset, stream, tagHashes);
    streams.add(stream, head);
    keys.add(keyHash);
  }

  /** Leaves the next position without an event. */
  void addHole() {
    head++;
    holes++;
    segments.get(segments.size() - 1).add(-1, -1, Hash.NONE);
    keys.add(0);
  }

  Segment segmentOf(int position) {
    int low = 0;
    int high = segments.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (segments.get(middle).first <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return segments.get(low);
  }

  int keyHash(int position) {
    return keys.hash(position);
  }

  /** Returns the positions at which a key with this hash may be. */
  List<Integer> candidates(int keyHash) {
    List<Integer> found = new ArrayList<>(1);
    for (int at = keys.next(keyHash, 0); at != 0; at = keys.next(keyHash, at)) {
      found.add(at);
    }
    return found;
  }
}
