package dev.eventstreams;

import java.util.Iterator;
import java.util.concurrent.Flow;

/**
 * Events, or states folded from them, first from history and then as they are appended, by whomever: each once, in order,
 * none missed (contract W1–W9).
 *
 * <p>A watch is consumed once: by one iterator, on one thread at a time, or by one subscription of its publisher. {@code
 * hasNext} waits for the next element and returns false once the watch or its store was closed or the waiting thread was
 * interrupted (the interrupt flag stays set). However slow the consumer, memory is bounded and nobody else is held up.
 *
 * @param <T> a {@link StoredEvent}, or the state of {@link EventSource#readAndWatch}
 */
public interface Watch<T> extends Iterable<T>, AutoCloseable {

  /**
   * Returns the one iterator of this watch; its errors are a {@link StorageException}, a {@link DecryptionException} or a
   * {@link PositionAheadException}, which leave {@link #cursor()} before what could not be delivered. An outage of the backend is
   * none where nothing has to be read: the watch waits for its end. A store that is {@linkplain StorageException#lost() lost} is one.
   *
   * @throws IllegalStateException if the watch is consumed already
   */
  @Override
  Iterator<T> iterator();

  /** Returns a publisher for one subscription, on the store's executor; a second one gets an {@code IllegalStateException}. */
  Flow.Publisher<T> publisher();

  /**
   * Returns where to resume: a watch opened {@code after(cursor())} continues without a gap or a repeat. A version on a
   * stream, a position on {@code @all}: past every delivered event, and past events that did not match the filter.
   */
  long cursor();

  /** Ends the watch and frees what it holds, from any thread, also while another one waits in {@code hasNext}. Idempotent. */
  @Override
  void close();

  /**
   * Says what to watch. Immutable: each method returns a new one.
   *
   * @param <T> what the watch yields
   */
  interface Builder<T> {

    /**
     * Watches from the given version or position on, including it.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    Builder<T> from(long first);

    /**
     * Watches past the given version or position.
     *
     * @throws IllegalArgumentException if it is below 0
     */
    Builder<T> after(long last);

    /** Watches only events that match the filter, and any that was given before. */
    Builder<T> where(EventFilter filter);

    /**
     * Opens the watch: from here on nothing is missed.
     *
     * @throws PositionAheadException if the start is past the store's or stream's end by more than one
     * @throws StoreClosedException if the store is closed
     * @throws StorageException if the store cannot be read
     */
    Watch<T> open();
  }
}
