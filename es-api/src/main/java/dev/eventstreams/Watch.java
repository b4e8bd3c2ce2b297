package dev.eventstreams;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Flow;

/**
 * Delivers events, or states folded from them: first history, then live events that any store
 * object or process appends. Delivers each once and in order, and misses none (contract W1–W9).
 *
 * <p>A watch is consumed once: by one iterator or by calls of {@link #next(Duration)} and {@link
 * #nextBatch}, on one thread at a time, or by one subscription of its publisher. {@code hasNext}
 * waits for the next element. It returns false once the watch or its store is closed, every event up
 * to {@link Builder#upTo} is delivered, or the waiting thread is interrupted (the interrupt flag
 * stays set). A slow consumer costs a bounded amount of memory, and delays no other watcher and no
 * writer.
 *
 * @param <T> a {@link StoredEvent}, or the state of {@link EventSource#readAndWatch}
 */
public interface Watch<T> extends Iterable<T>, AutoCloseable {

  /**
   * Returns the one iterator of this watch. It throws a {@link StorageException}, a {@link
   * DecryptionException} or a {@link PositionAheadException}, and {@link #cursor()} then stays
   * before the event that could not be delivered. An outage of the backend is not an error while
   * the watch has nothing to read: the watch waits until the outage ends. A {@linkplain
   * StorageException#lost() lost} store is an error.
   *
   * @throws IllegalStateException if the watch already has a consumer
   */
  @Override
  Iterator<T> iterator();

  /**
   * Returns a publisher for one subscription, on the store's executor; a second subscription gets
   * an {@code IllegalStateException}.
   */
  Flow.Publisher<T> publisher();

  /**
   * Returns the next element, and waits for it for at most this time; empty if there is none by
   * then, or if the watch is closed. For the consumer of the watch, as its iterator is, and instead
   * of it.
   *
   * @param timeout how long to wait; zero to return at once
   * @throws IllegalStateException if the watch already has another consumer
   */
  Optional<T> next(Duration timeout);

  /**
   * Waits for the next element as {@link #next(Duration)} does, and returns it with the elements
   * that are ready behind it; empty if there is none in time, or if the watch is closed. {@link
   * #cursor()} is then past all of them.
   *
   * @param max the most elements that are returned, 1 or more
   * @throws IllegalArgumentException if {@code max} is below 1
   * @throws IllegalStateException if the watch already has another consumer
   */
  List<T> nextBatch(int max, Duration timeout);

  /**
   * Returns the place at which to resume: a watch opened {@code after(cursor())} continues without
   * a gap or a repeat. It is past every delivered event, and past events that did not match the
   * filter.
   *
   * <p>If the last event at this place is not one that was delivered, this reads its id from the
   * store. If the store cannot be read, or is closed, this returns the cursor of the last event that
   * was delivered, or of the start.
   */
  Cursor cursor();

  /**
   * Returns the place of {@link #cursor()} in constant time, and reads nothing: a version on a
   * stream, a position on the whole store. For metrics and for waiting; to resume, use the cursor.
   */
  long place();

  /**
   * Returns whether the consumer has received every event that the watch has found in the store so
   * far. True for the first time when history is delivered; false whenever an event is ready.
   */
  boolean caughtUp();

  /** Returns whether the watch has ended: it or its store was closed, it failed, or it is complete. */
  boolean isClosed();

  /**
   * Ends the watch and frees everything that it holds. Any thread may call this, also while another
   * thread waits in {@code hasNext}. Idempotent.
   */
  @Override
  void close();

  /**
   * Selects where a watch starts and what it delivers. Immutable: each method returns a new
   * builder.
   *
   * @param <T> the type of the elements that the watch delivers
   */
  interface Builder<T> {

    /**
     * Starts at the given version or position, including it. Starts narrow: of several, the last
     * place counts.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    Builder<T> from(long first);

    /**
     * Starts after the given version or position.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    Builder<T> after(long last);

    /**
     * Starts after the cursor, once {@link #open()} has checked that the event of the cursor is
     * still there.
     */
    Builder<T> after(Cursor cursor);

    /**
     * Ends the watch after the given version or position: the watch is closed once every event up
     * to it is delivered. Of several such bounds, the lowest counts.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    Builder<T> upTo(long last);

    /**
     * Runs the action once, in the thread that consumes the watch, when the consumer has received
     * every event that was in the store when the watch last looked. The watch throws the exceptions
     * of the action.
     */
    Builder<T> onCaughtUp(Runnable action);

    /** Delivers only events that match this filter and every filter given before. */
    Builder<T> where(EventFilter filter);

    /**
     * Opens the watch: from this moment on it misses no event.
     *
     * @throws PositionAheadException if the value of {@code after} is above the head, or the value
     *     of {@code from} is above the head by more than one
     * @throws HistoryChangedException if the store does not have the event of the cursor any more
     * @throws StoreClosedException if the store is closed
     * @throws StorageException if the store cannot be read
     */
    Watch<T> open();
  }
}
