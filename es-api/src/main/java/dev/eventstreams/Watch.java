package dev.eventstreams;

import java.util.Iterator;
import java.util.concurrent.Flow;

/**
 * Delivers events, or states folded from them: first history, then live events that any store
 * object or process appends. Delivers each once and in order, and misses none (contract W1–W9).
 *
 * <p>A watch is consumed once: by one iterator, on one thread at a time, or by one subscription of
 * its publisher. {@code hasNext} waits for the next element. It returns false once the watch or its
 * store is closed or the waiting thread is interrupted (the interrupt flag stays set). A slow
 * consumer costs a bounded amount of memory, and delays no other watcher and no writer.
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
   * Returns the place at which to resume: a watch opened {@code after(cursor())} continues without
   * a gap or a repeat. The cursor is a version on a stream and a position on {@code @all}. It is
   * past every delivered event, and past events that did not match the filter.
   */
  long cursor();

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
     * Starts at the given version or position, including it.
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

    /** Delivers only events that match this filter and every filter given before. */
    Builder<T> where(EventFilter filter);

    /**
     * Opens the watch: from this moment on it misses no event.
     *
     * @throws PositionAheadException if the value of {@code after} is above the head, or the value
     *     of {@code from} is above the head by more than one
     * @throws StoreClosedException if the store is closed
     * @throws StorageException if the store cannot be read
     */
    Watch<T> open();
  }
}
