package dev.eventstreams;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * What can be read and watched: a stream, or the whole store ({@link EventStore#all()}). Safe for use by many threads.
 *
 * <p>Where a number says a place, it is a version on a stream and a position on the whole store. Every method throws {@link
 * StoreClosedException} once the store is closed, and {@link StorageException} if the backend fails.
 */
public interface EventSource {

  /** Returns the events from the first to the last, to be narrowed and read. */
  Events read();

  /**
   * Returns the events that satisfy the predicate, which sees them as they were appended, decrypted. Unlike a filter it is
   * judged here, not in the database: narrow with {@link Events#where} first. A limit counts events that satisfy it.
   */
  Events search(Predicate<? super StoredEvent> predicate);

  /** Returns a watch to be opened; it begins after the end as it is when it is opened, unless another start is given. */
  Watch.Builder<StoredEvent> watch();

  /**
   * Returns a watch to be opened of the states that a fold goes through, one for each event; it begins with the first event
   * unless another start is given.
   *
   * @param initial the state before the first event, perhaps a snapshot's
   * @param fold returns the state after an event; what it throws is thrown by the watch, whose cursor stays before the event
   * @param <S> the state
   */
  <S> Watch.Builder<S> readAndWatch(
      S initial, BiFunction<? super S, ? super StoredEvent, ? extends S> fold);

  /**
   * Returns the snapshot of a projection, if there is one that can still be read: one that was shredded when somebody was
   * forgotten counts as missing.
   *
   * @throws IllegalArgumentException if the name is not 1–255 code points without control characters
   * @throws DecryptionException if it cannot be decrypted
   */
  Optional<Snapshot> loadSnapshot(String projection);

  /**
   * Saves the state of a projection, unless one of a higher version is there, which then stays.
   *
   * @param projection the projection's name, 1–255 code points without control characters
   * @param version that of the last event folded in; 0 if none was
   * @param state the state, in the application's own encoding
   * @throws IllegalArgumentException if the name is not valid, or the version is below 0 or past the end
   * @throws RecipientForgottenException if the stream is that of a person who was forgotten
   */
  void saveSnapshot(String projection, long version, Bytes state);

  /** Saves the text, in UTF-8; see {@link #saveSnapshot(String, long, Bytes)}. */
  default void saveSnapshot(String projection, long version, String state) {
    saveSnapshot(projection, version, Bytes.utf8(state));
  }

  /** Returns what is known without reading events, in constant time. */
  StreamMetrics metrics();
}
