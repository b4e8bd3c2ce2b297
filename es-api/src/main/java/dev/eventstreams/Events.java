package dev.eventstreams;

import java.util.Iterator;
import java.util.concurrent.Flow;
import java.util.stream.Stream;

/**
 * Events to be read: says which, and is read as an {@link Iterable}, a {@link Stream} or a {@link Flow.Publisher}.
 *
 * <p>Immutable: each method returns a new one. Every {@link #iterator()}, {@link #stream()} and subscription is a new read,
 * which begins when the first event is asked for, ends at the head that it found then, and fetches page after page in
 * constant memory. There is nothing to close: an abandoned read holds no connection, lock or cursor.
 *
 * <p>Bounds are versions on a stream and positions on {@code @all}. A read fails with a {@link StorageException}, {@link
 * DecryptionException} or {@link StoreClosedException} from {@code hasNext} or {@code next}, and keeps failing so.
 */
public interface Events extends Iterable<StoredEvent> {

  /**
   * Reads from the given version or position on, including it.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  Events from(long first);

  /**
   * Reads past the given version or position.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  Events after(long last);

  /**
   * Reads up to the given version or position, including it.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  Events upTo(long last);

  /**
   * Reads at most so many events.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  Events limit(long count);

  /** Reads the same events, the last one first. With a limit: the last ones. */
  Events backwards();

  /** Reads only events that match the filter, and any that was given before. */
  Events where(EventFilter filter);

  /** Begins a new read; the iterator is for one thread at a time. */
  @Override
  Iterator<StoredEvent> iterator();

  /** Begins a new read; the stream is lazy and sequential, and need not be closed. */
  Stream<StoredEvent> stream();

  /**
   * Returns a publisher of which every subscription is a new read, on the store's executor, with back-pressure: no more
   * pages are fetched than the subscriber's demand needs. It signals {@code onError} once.
   */
  Flow.Publisher<StoredEvent> publisher();
}
