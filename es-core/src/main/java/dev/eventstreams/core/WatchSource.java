package dev.eventstreams.core;

import dev.eventstreams.EventFilter;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.Names;
import dev.eventstreams.spi.Page;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The source of a watch's events: pages of storage while the watch is behind, the tail while it
 * keeps up.
 *
 * <p>No event is missed, doubled or reordered: {@code scanned} only moves to the end of a page's
 * own snapshot, or to the end of a tail segment that begins at or before {@code scanned}; and a
 * stream's events are taken from the tail only if their versions connect. The watch sleeps only if
 * {@code scanned} has reached {@code target}, and each thread that moves {@code target} or sets
 * {@code unknown} signals afterwards. At most one page or one segment is ready.
 */
final class WatchSource {

  private final GuardedStorage storage;
  private final Executor executor;
  private final WatchHub hub;
  private final @Nullable String stream;
  private final EventFilter filter;
  private final Deque<TailEvent> ready = new ArrayDeque<>();

  private @Nullable Tail tail;
  private @Nullable TailReader tailReader;
  private @Nullable PageReader pages;
  // The version or position up to which every matching event was delivered or is ready.
  private long scanned;
  // The tail's head, and the target, before the pages were begun.
  private long pagesFrom;
  private long pagesTarget;

  private volatile long target;
  private volatile boolean unknown;
  private volatile boolean closed;
  private volatile @Nullable StorageException lost;
  private volatile Runnable signal = () -> {};

  WatchSource(
      GuardedStorage storage,
      Executor executor,
      WatchHub hub,
      @Nullable String stream,
      EventFilter filter) {
    this.storage = storage;
    this.executor = executor;
    this.hub = hub;
    this.stream = stream;
    this.filter = filter;
  }

  /**
   * Registers the watch, and starts past the given version or position, or past the end if that is
   * null.
   */
  void open(@Nullable Long after) {
    Tail taken = hub.register(this);
    try {
      TailReader reader = new TailReader(taken, stream, RecordFilter.of(filter));
      tail = taken;
      tailReader = reader;
      long known = taken.head(); // read before the stream's head, which covers all up to here
      long head = storage.head(stream).last();
      if (after != null && after > head) {
        throw new PositionAheadException(name(), after, head);
      }
      scanned = after == null ? head : after;
      moveTarget(head);
      if (scanned == head) {
        reader.skipTo(known);
      }
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  @Nullable String stream() {
    return stream;
  }

  private String name() {
    return stream == null ? Names.ALL : stream;
  }

  /**
   * Returns where to resume, given where the last delivered event was. This is further on if no
   * undelivered event lies between.
   */
  long resumeAfter(long delivered) {
    return ready.isEmpty() ? scanned : delivered;
  }

  /**
   * Returns the next event that is ready or can be read without waiting, or null. The event stays
   * until {@link #taken}.
   */
  @Nullable TailEvent peek() {
    while (!closed) {
      StorageException failure = failure();
      if (failure != null) {
        throw failure;
      }
      if (!ready.isEmpty()) {
        return ready.peek();
      }
      try {
        if (!fill()) {
          return null;
        }
      } catch (StoreClosedException e) {
        close();
      }
    }
    return null;
  }

  /** Returns why no more events can be read, as a new exception for the caller, or null. */
  @Nullable StorageException failure() {
    StorageException cause = lost;
    return cause == null ? null : StorageException.lost(String.valueOf(cause.getMessage()), cause);
  }

  /** Removes the peeked event, and returns where to resume after it. */
  long taken() {
    TailEvent event = ready.remove();
    return ready.isEmpty() ? scanned : place(event.record);
  }

  private long place(EventRecord record) {
    return stream == null ? record.position() : record.version();
  }

  /**
   * Makes more events ready or moves {@code scanned}; returns false if there is nothing more now.
   */
  private boolean fill() {
    if (pages == null && !unknown) {
      if (scanned >= target) {
        return false;
      }
      if (takeFromTail()) {
        return true;
      }
    }
    takePage();
    return !ready.isEmpty() || pages != null || scanned < target || unknown;
  }

  private boolean takeFromTail() {
    Long reached = Objects.requireNonNull(tailReader).take(scanned, ready);
    if (reached == null) {
      return false;
    }
    scanned = reached;
    return true;
  }

  private void takePage() {
    PageReader reader = pages;
    if (reader == null) {
      pagesFrom = Objects.requireNonNull(tail).head();
      pagesTarget = target;
      unknown = false;
      reader = new PageReader(
          storage, executor, stream, filter, false, scanned, Long.MAX_VALUE, Long.MAX_VALUE);
      pages = reader;
    }
    Page page = reader.next();
    if (page.scannedTo() < scanned) {
      throw new PositionAheadException(name(), scanned, page.scannedTo());
    }
    for (EventRecord record : page.records()) {
      ready.add(new TailEvent(record));
    }
    scanned = page.scannedTo();
    if (!page.more()) {
      pages = null;
      Objects.requireNonNull(tailReader).skipTo(pagesFrom);
      settleTarget();
    }
  }

  // The pages were read after the store had reached their target. If they end before it, the store
  // was set back.
  private synchronized void settleTarget() {
    if (scanned < pagesTarget && target == pagesTarget) {
      target = scanned;
    }
  }

  /** Signals that the watched stream or store now reaches this version or position. */
  void signal(long last) {
    moveTarget(last);
    signal.run();
  }

  /** Signals that only storage knows how far the watched stream or store reaches. */
  void signalUnknown() {
    unknown = true;
    signal.run();
  }

  /**
   * Signals that the store is lost. No watch stays asleep: the cause is set before the watch is
   * woken, and the watch checks it after it woke.
   */
  void fail(StorageException cause) {
    lost = cause;
    signal.run();
  }

  private synchronized void moveTarget(long last) {
    target = Math.max(target, last);
  }

  void onSignal(Runnable action) {
    signal = action;
  }

  boolean isClosed() {
    return closed;
  }

  void close() {
    closed = true;
    try {
      hub.unregister(this);
    } finally {
      signal.run();
    }
  }
}
