package dev.eventstreams;

import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * A selection of events, to read as an {@link Iterable}, a {@link Stream} or a {@link
 * Flow.Publisher}.
 *
 * <p>Immutable: each method returns a new selection. Every {@link #iterator()}, {@link #stream()}
 * and subscription is a new read. A read begins when its first event is requested, ends at the head
 * that it found then, and fetches page after page in constant memory. There is nothing to close: an
 * abandoned read holds no connection, lock or cursor.
 *
 * <p>Bounds are versions on a stream and positions on {@code @all}. A failed read throws a {@link
 * StorageException}, {@link DecryptionException} or {@link StoreClosedException} from {@code
 * hasNext} or {@code next}, and every later call throws it again.
 */
public interface Events extends Iterable<StoredEvent> {

  /**
   * Reads only events at the given version or position and above. Bounds narrow: of several, the
   * highest counts.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  Events from(long first);

  /**
   * Reads only events above the given version or position.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  Events after(long last);

  /**
   * Reads only events after the cursor, once the read has checked that the event of the cursor is
   * still there. A read that finds another event fails with {@link HistoryChangedException}.
   */
  Events after(Cursor cursor);

  /**
   * Reads only events up to the given version or position, including it. Of several such bounds, the
   * lowest counts.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  Events upTo(long last);

  /**
   * Reads at most this number of events. Of several limits, the lowest counts.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  Events limit(long count);

  /** Reads the same events in reverse order; with a limit, the last events of the selection. */
  Events backwards();

  /** Reads only events that match this filter and every filter given before. */
  Events where(EventFilter filter);

  /** Returns the first event of a new read, or empty if it has none. */
  default Optional<StoredEvent> first() {
    Iterator<StoredEvent> events = limit(1).iterator();
    return events.hasNext() ? Optional.of(events.next()) : Optional.empty();
  }

  /**
   * Folds the events of a new read into a state, and returns the state after the last event; the
   * initial state if there is no event.
   *
   * @param <S> the type of the state
   */
  default <S> S fold(S initial, BiFunction<? super S, ? super StoredEvent, ? extends S> fold) {
    Objects.requireNonNull(fold, "fold");
    S state = Objects.requireNonNull(initial, "initial");
    for (StoredEvent event : this) {
      state = fold.apply(state, event);
    }
    return state;
  }

  /** Returns a new read as an iterator, for use by one thread at a time. */
  @Override
  Iterator<StoredEvent> iterator();

  /** Returns a new read as a lazy, sequential {@link Stream}, which need not be closed. */
  Stream<StoredEvent> stream();

  /**
   * Returns a publisher; each of its subscriptions is a new read, on the store's executor, with
   * back-pressure: only the pages that the subscriber's demand needs are fetched. A failed read
   * signals {@code onError} once.
   */
  Flow.Publisher<StoredEvent> publisher();
}
