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
 * A graph that takes in events as they are appended, by whomever, until it is closed. Safe for use by many threads.
 *
 * <p>A daemon thread of its own follows a {@link Watch}. It takes memory in proportion to the graph: once for what is summed up,
 * once for the snapshot last asked for.
 *
 * <p>If the extractor or the watch throws, the graph stops before the event in question and the watch is closed; a graph that is
 * out of date is never passed off as a current one: {@link #snapshot()} throws from then on. {@link #last()} still has what was
 * there, from which {@link KnowledgeGraph#watch(EventSource, EventFilter, GraphSnapshot, RelationExtractor)} can go on.
 *
 * <p>What was learnt from somebody's events stays in the graph when that person is forgotten later; so do snapshots that were
 * kept. Build it anew then: redacted events tell only what the extractor says they do.
 */
public final class LiveGraph implements AutoCloseable {

  private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(10);

  private final Watch<Collection<Relation>> watch;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  // Held by the one who makes a snapshot, outside of the other lock, which the follower needs.
  private final ReentrantLock making = new ReentrantLock();

  // All under the lock.
  private final Tally tally;
  private long changes;
  private boolean ended;
  private boolean closed;
  private @Nullable Throwable failure;

  // Both under "making".
  private GraphSnapshot made;
  private long madeOf;

  private LiveGraph(Watch<Collection<Relation>> watch, Tally tally, long cursor) {
    this.watch = watch;
    this.tally = tally;
    this.made = new GraphSnapshot(Tally.network(tally.relations()), cursor);
  }

  // The extractor is asked inside the watch's fold: where it throws, the cursor stays before the
  // event. The relations of one event are all that is ever on the way.
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
   * Returns the graph as it is now, with its cursor. Takes time in proportion to the graph if it has changed since the last call,
   * next to none if not.
   *
   * @throws IllegalStateException if it has stopped, with the reason as the cause, or was closed
   * @throws StoreClosedException if the store was closed
   */
  public GraphSnapshot snapshot() {
    return make(true);
  }

  /** Returns the graph as it last was, whatever has become of it: in use, stopped or closed. */
  public GraphSnapshot last() {
    return make(false);
  }

  /**
   * Returns up to where events are in the graph, in constant time: a version on a stream, a position on the whole store. It moves
   * on past events that do not match the filter.
   */
  public long cursor() {
    lock.lock();
    try {
      return watch.cursor();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every event up to the given place is in the graph, and returns it; it may hold more by then. With {@code
   * store.head()} or {@code stream.version()}: until it has caught up.
   *
   * @param cursor a version on a stream, a position on the whole store; past the end, it is waited for
   * @param timeout how long to wait at most
   * @throws TimeoutException if that time has passed; the graph goes on
   * @throws InterruptedException if the waiting thread is interrupted; the graph goes on
   * @throws IllegalStateException if it has stopped before that, with the reason as the cause, or was closed
   * @throws StoreClosedException if the store was closed
   */
  public GraphSnapshot await(long cursor, Duration timeout)
      throws InterruptedException, TimeoutException {
    long left = nanos(timeout);
    lock.lockInterruptibly();
    try {
      while (watch.cursor() < cursor) {
        check();
        if (left <= 0) {
          throw new TimeoutException("the graph is at " + watch.cursor() + ", not yet at " + cursor
              + ", after " + timeout);
        }
        // Nobody signals that the cursor moved past events that do not match.
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
        cursor = watch.cursor();
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
      throw new IllegalStateException("the graph is closed, at " + watch.cursor());
    }
    if (failure instanceof StoreClosedException || (ended && failure == null)) {
      throw new StoreClosedException("the store of the graph is closed", failure);
    }
    if (ended) {
      throw new IllegalStateException(
          "the graph has stopped at " + watch.cursor() + "; the cause says why", failure);
    }
  }

  /** Ends it and its watch, from any thread. What {@link #last()} returns stays as it was. Idempotent. */
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
   * Takes the watch's events in. Taking one from the iterator, which moves the watch's cursor, and adding it up are one step under
   * the lock; the cursor moves otherwise only in {@code hasNext}, past events that do not match, when nothing is on the way. So
   * whoever holds the lock finds exactly the events up to the cursor in the tally.
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
      return; // closed since hasNext, which says so when asked again
    }
    if (!next.isEmpty()) {
      tally.add(next);
      changes++;
    }
    changed.signalAll();
  }

  // A watch ends without an error when its consumer is interrupted, which here only the extractor
  // can do.
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
