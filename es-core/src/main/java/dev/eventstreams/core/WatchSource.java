package dev.eventstreams.core;

import dev.eventstreams.Cursor;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoreListener;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
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
  private final Selection selection;
  private final @Nullable Observer observer;
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
      Selection selection,
      @Nullable Observer observer) {
    this.storage = storage;
    this.executor = executor;
    this.hub = hub;
    this.selection = selection;
    this.observer = observer;
  }

  /** Registers the watch, and starts where the selection does, or at the end. */
  void open(boolean fromEnd) {
    Tail taken = hub.register(this);
    try {
      Cursors.require(storage, selection);
      TailReader reader =
          new TailReader(taken, selection.stream(), RecordFilter.of(selection.filter()));
      tail = taken;
      tailReader = reader;
      long known = taken.head(); // read before the stream's head, which covers all up to here
      long head = storage.head(selection.stream()).last();
      if (!fromEnd && selection.after() > head) {
        throw new PositionAheadException(selection.source(), selection.after(), head);
      }
      scanned = fromEnd ? head : selection.after();
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
    return selection.stream();
  }

  /** Returns the cursor at a place, with the id of the event there, which is read. */
  Cursor cursor(long place) {
    return Cursors.at(storage, selection.stream(), place);
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
      if (scanned >= selection.upTo()) {
        close();
        return null;
      }
      try {
        boolean filled = fill();
        report();
        if (!filled && scanned < selection.upTo()) {
          return null;
        }
      } catch (StoreClosedException e) {
        close();
      }
    }
    return null;
  }

  private record Progress(String source, long place, long lag)
      implements StoreListener.WatchProgress {}

  private void report() {
    if (observer != null) {
      Progress progress = new Progress(selection.source(), scanned, Math.max(0, target - scanned));
      observer.observe(listener -> listener.onWatch(progress));
    }
  }

  /** Returns why no more events can be read, as a new exception for the caller, or null. */
  @Nullable StorageException failure() {
    StorageException cause = lost;
    return cause == null ? null : StorageException.lost(String.valueOf(cause.getMessage()), cause);
  }

  /** Removes the peeked event, which was delivered. */
  EventRecord taken() {
    return ready.remove().record;
  }

  long place(EventRecord record) {
    return selection.stream() == null ? record.position() : record.version();
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
    scanned = Math.min(reached, selection.upTo());
    while (!ready.isEmpty() && place(ready.getLast().record) > scanned) {
      ready.removeLast();
    }
    return true;
  }

  private void takePage() {
    PageReader reader = pages;
    if (reader == null) {
      pagesFrom = Objects.requireNonNull(tail).head();
      pagesTarget = target;
      unknown = false;
      reader = new PageReader(storage, executor, left(), Long.MAX_VALUE);
      pages = reader;
    }
    Page page = reader.next();
    if (page.scannedTo() < scanned) {
      throw new PositionAheadException(selection.source(), scanned, page.scannedTo());
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

  private Selection left() {
    return new Selection(
        selection.stream(),
        scanned,
        selection.upTo(),
        Long.MAX_VALUE,
        false,
        selection.filter(),
        null);
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
