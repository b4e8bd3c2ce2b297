package dev.eventstreams.graph;

import dev.eventstreams.EventFilter;
import dev.eventstreams.EventSource;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.Watch;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A graph that adds events as they are appended, by this or another process, until it is closed.
 * Safe for use by many threads.
 *
 * <p>A separate daemon thread follows a {@link Watch}. The memory is proportional to the graph:
 * once for the sums, and once for the last snapshot that was requested.
 *
 * <p>If the extractor or the watch throws, the graph stops before that event and closes the watch.
 * {@link #snapshot()} throws from then on, so an outdated graph is never returned as a current one.
 * {@link #last()} still returns the last state, from which {@link KnowledgeGraph#watch(EventSource,
 * EventFilter, GraphSnapshot, RelationExtractor)} can continue.
 *
 * <p>Relations from a person's events stay in the graph when that person is forgotten later.
 * Snapshots that were kept also contain them. Build the graph anew then: redacted events add only
 * the relations that {@link RelationExtractor#redactedRelations} returns.
 */
public final class LiveGraph implements AutoCloseable {

  private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(10);

  private final Watch<Collection<Relation>> watch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Held while a snapshot is made. The network is built without the other lock, which the follower
  // needs.
  private final ReentrantLock making = new ReentrantLock();

  // Guarded by "lock".
  private final Tally tally;
  private long changes;
  private boolean ended;
  private boolean closed;
  private @Nullable Throwable failure;

  // Guarded by "making".
  private GraphSnapshot made;
  private long madeOf;

  private LiveGraph(Watch<Collection<Relation>> watch, Tally tally, long cursor) {
    this.watch = watch;
    this.tally = tally;
    this.made = new GraphSnapshot(Tally.network(tally.relations()), cursor);
  }

  // The extractor runs inside the watch's fold: if it throws, the cursor stays before the event.
  // Never more than the relations of one event are on the way to the tally.
  static LiveGraph open(
      EventSource source, EventFilter filter, GraphSnapshot start, RelationExtractor extractor) {
    Tally tally = Tally.of(start.network());
    Collection<Relation> none = List.of();
    Watch<Collection<Relation>> watch = source
        .readAndWatch(none, (before, event) -> List.copyOf(Tally.extract(extractor, event)))
        .after(start.cursor())
        .where(filter)
        .open();
    LiveGraph graph = new LiveGraph(watch, tally, start.cursor());
    Thread follower = new Thread(graph::follow, "es-graph");
    follower.setDaemon(true);
    follower.start();
    return graph;
  }

  /**
   * Returns the current graph with its cursor. Takes time proportional to the graph if it has
   * changed since the last call, and almost none otherwise.
   *
   * @throws IllegalStateException if the graph has stopped, with the reason as the cause, or was
   *     closed
   * @throws StoreClosedException if the store was closed
   */
  public GraphSnapshot snapshot() {
    return make(true);
  }

  /** Returns the last state of the graph, also after it has stopped or was closed. */
  public GraphSnapshot last() {
    return make(false);
  }

  /**
   * Returns the cursor up to which events are in the graph, in constant time: a version on a
   * stream, a position on the whole store. The cursor also moves past events that do not match the
   * filter.
   */
  public long cursor() {
    lock.lock();
    try {
      return watch.place();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every event up to the cursor is in the graph, and returns the graph, which may
   * contain later events by then. With {@code store.head()} or {@code stream.version()}, waits
   * until the graph has caught up.
   *
   * @param cursor a version on a stream, a position on the whole store; if it is after the end, the
   *     call waits for it
   * @param timeout how long to wait at most
   * @throws TimeoutException if that time has passed; the graph continues
   * @throws InterruptedException if the waiting thread is interrupted; the graph continues
   * @throws IllegalStateException if the graph has stopped before the cursor, with the reason as
   *     the cause, or was closed
   * @throws StoreClosedException if the store was closed
   */
  public GraphSnapshot await(long cursor, Duration timeout)
      throws InterruptedException, TimeoutException {
    long left = nanos(timeout);
    lock.lockInterruptibly();
    try {
      while (watch.place() < cursor) {
        check();
        if (left <= 0) {
          throw new TimeoutException(
              "the graph is at " + watch.place() + ", not yet at " + cursor + ", after " + timeout);
        }
        // No signal is sent when the cursor moves past events that do not match.
        long step = Math.min(left, LOOK_EVERY);
        left -= step - changed.awaitNanos(step);
      }
    } finally {
      lock.unlock();
    }
    return snapshot();
  }

  private static long nanos(Duration timeout) {
    try {
      return timeout.toNanos();
    } catch (ArithmeticException e) {
      return timeout.isNegative() ? 0 : Long.MAX_VALUE; // 292 years
    }
  }

  private GraphSnapshot make(boolean current) {
    making.lock();
    try {
      long cursor;
      long upTo;
      List<Relation> relations = null;
      lock.lock();
      try {
        if (current) {
          check();
        }
        cursor = watch.place();
        upTo = changes;
        if (upTo != madeOf) {
          relations = tally.relations();
        }
      } finally {
        lock.unlock();
      }
      if (relations != null || cursor != made.cursor()) {
        made = new GraphSnapshot(
            relations == null ? made.network() : Tally.network(relations), cursor);
        madeOf = upTo;
      }
      return made;
    } finally {
      making.unlock();
    }
  }

  // A new exception for each caller.
  private void check() {
    if (closed) {
      throw new IllegalStateException("the graph is closed, at " + watch.place());
    }
    if (failure instanceof StoreClosedException || (ended && failure == null)) {
      throw new StoreClosedException("the store of the graph is closed", failure);
    }
    if (ended) {
      throw new IllegalStateException(
          "the graph has stopped at " + watch.place() + "; see the cause", failure);
    }
  }

  /**
   * Ends the graph and its watch, from any thread. {@link #last()} does not change after that.
   * Idempotent.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    watch.close();
  }

  /**
   * Adds the watch's events to the tally. Taking an event from the iterator, which moves the
   * watch's cursor, and adding it to the tally are one step under the lock. Otherwise the cursor
   * moves only in {@code hasNext}, past events that do not match, when no event is on the way. So a
   * thread that holds the lock finds exactly the events up to the cursor in the tally.
   */
  private void follow() {
    try {
      Iterator<Collection<Relation>> relations = watch.iterator();
      while (relations.hasNext()) {
        lock.lock();
        try {
          if (closed) {
            break;
          }
          add(relations);
        } finally {
          lock.unlock();
        }
      }
      end(interrupted());
    } catch (Throwable e) {
      end(e);
    } finally {
      watch.close();
    }
  }

  private void add(Iterator<Collection<Relation>> relations) {
    Collection<Relation> next;
    try {
      next = relations.next();
    } catch (NoSuchElementException e) {
      return; // closed since hasNext, which now returns false
    }
    if (!next.isEmpty()) {
      tally.add(next);
      changes++;
    }
    changed.signalAll();
  }

  // A watch ends without an error when its consumer is interrupted. Here only the extractor can
  // interrupt it.
  private static @Nullable Throwable interrupted() {
    return Thread.currentThread().isInterrupted()
        ? new InterruptedException("the extractor interrupted its thread")
        : null;
  }

  private void end(@Nullable Throwable reason) {
    lock.lock();
    try {
      ended = true;
      failure = reason;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
