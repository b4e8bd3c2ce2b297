package dev.eventstreams;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * A stream, or the whole store ({@link EventStore#all()}), to read and to watch. Safe for use by
 * many threads.
 *
 * <p>Starts, bounds and heads are versions on a stream and positions on the whole store. Every
 * method throws {@link StoreClosedException} once the store is closed, and {@link StorageException}
 * if the backend fails.
 */
public interface EventSource {

  /**
   * Returns a read that starts at the first event and ends at the head, unless other bounds are
   * given. The head is the one that the read finds when its first event is requested.
   */
  Events read();

  /**
   * Returns a read, like {@link #read()}, of only the events that satisfy the predicate. The
   * predicate gets each event as it was appended, decrypted. It runs in this process, unlike a
   * filter, which runs in the database: narrow the read with {@link Events#where} first. A limit
   * counts the events that satisfy the predicate.
   */
  Events search(Predicate<? super StoredEvent> predicate);

  /**
   * Returns the builder of a watch that starts after the head at the moment of {@link
   * Watch.Builder#open()}, so it delivers only later events, unless another start is given.
   */
  Watch.Builder<StoredEvent> watch();

  /**
   * Returns the builder of a watch that starts at the first event, unless another start is given,
   * and delivers the state of a fold after each event.
   *
   * @param initial the state before the first event of the watch, for example the state of a
   *     snapshot
   * @param fold returns the state after an event; the watch throws the exceptions of the fold, and
   *     its cursor then stays before the event
   * @param <S> the type of the state
   */
  <S> Watch.Builder<S> readAndWatch(
      S initial, BiFunction<? super S, ? super StoredEvent, ? extends S> fold);

  /**
   * Returns the snapshot of a projection, or empty if none can be read. A snapshot whose key was
   * destroyed by {@link EventStore#forget} counts as missing.
   *
   * @throws IllegalArgumentException if the name is not 1–255 code points without control
   *     characters
   * @throws DecryptionException if the snapshot cannot be decrypted
   */
  Optional<Snapshot> loadSnapshot(String projection);

  /**
   * Saves a snapshot of a projection, unless a snapshot of a higher version is stored: that one
   * stays.
   *
   * @param projection the projection's name, 1–255 code points without control characters
   * @param version the version (on the whole store, the position) of the last event folded in; 0 if
   *     there was none
   * @param state the state, in the application's own encoding
   * @throws IllegalArgumentException if the name is not valid, or the version is below 0 or above
   *     the head
   * @throws RecipientForgottenException if the stream belongs to a person who was forgotten
   */
  void saveSnapshot(String projection, long version, Bytes state);

  /**
   * Saves a text, encoded in UTF-8, as the state; see {@link #saveSnapshot(String, long, Bytes)}.
   */
  default void saveSnapshot(String projection, long version, String state) {
    saveSnapshot(projection, version, Bytes.utf8(state));
  }
}
