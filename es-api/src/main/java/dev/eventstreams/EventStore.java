package dev.eventstreams;

import java.util.concurrent.CompletableFuture;

/**
 * An open store of event streams. Safe for use by many threads; close it when done.
 *
 * <pre>{@code
 * try (EventStore store = EventStores.open("sqlite:/var/lib/app/events.db")) {
 *   EventStream claims = store.stream("user-123");
 *   claims.append(CandidateEvent.of("ClaimFiled", json));
 *   for (StoredEvent event : claims.read()) { … }
 * }
 * }</pre>
 */
public interface EventStore extends AutoCloseable {

  /**
   * Returns the stream of that id, whether or not it has events. Cheap: reads nothing.
   *
   * @throws IllegalArgumentException if the id is not 1–255 code points without control characters,
   *     or starts with {@code @}
   * @throws StoreClosedException if the store is closed
   */
  EventStream stream(String id);

  /** Returns the source of all events of the store, in order of position; it takes no appends. */
  EventSource all();

  /**
   * Returns the head of the store: the position of the last event, 0 if there is none. Pass it to
   * {@link Events#upTo} for a consistent view over several reads, and to {@link
   * AppendCondition#after} for a condition on the events of those reads.
   *
   * @throws StoreClosedException if the store is closed
   */
  long head();

  /**
   * Appends to several streams under conditions, all events or none; see {@link
   * EventStream#append(ExpectedVersion, java.util.List)}.
   *
   * @throws VersionConflictException if a stream is not at its expected version
   * @throws AppendConditionFailedException if an event above a condition's position matches its
   *     filter
   * @throws PositionAheadException if a condition's position is above the head
   * @throws IdempotencyConflictException if an idempotency key already belongs to an event of
   *     another type
   * @throws IllegalArgumentException if a limit is exceeded; nothing was written
   * @throws RecipientForgottenException if an event is addressed to a person who was forgotten;
   *     nothing was written
   * @throws StorageException if the backend failed
   * @throws StoreClosedException if the store is closed
   */
  AppendResult append(AppendBatch batch);

  /**
   * Appends without waiting for the commit; see {@link EventStream#appendAsync(ExpectedVersion,
   * java.util.List)}.
   *
   * @throws IllegalArgumentException if a limit is exceeded
   * @throws StoreClosedException if the store is closed
   */
  CompletableFuture<AppendResult> appendAsync(AppendBatch batch);

  /**
   * Forgets a person (crypto-shredding): destroys the person's keys, so that no reader of any copy
   * of the store can ever again decrypt events addressed to that person alone. The metadata,
   * versions and order of these events stay, and the events read as {@link StoredEvent#redacted()}.
   * Events that are also addressed to other recipients stay readable to those recipients. Snapshots
   * of the person's stream and of {@link #all()} are deleted. Snapshots of other sources that may
   * hold the person's data become unreadable and count as missing.
   *
   * <p>Takes effect for this store object when this returns, and everywhere else after at most 60
   * seconds: other store objects and other processes may hold keys for that long. Later appends for
   * the person are refused. Forgetting cannot be undone. The application itself must destroy data
   * that it has in memory or has stored elsewhere, and copies of the key ring made before.
   *
   * @param recipient the person's name; by default the events of a stream are addressed to the
   *     stream's id
   * @return how many keys were destroyed, and whether the recipient ever had a key; check it, since
   *     a misspelt name destroys nothing
   * @throws IllegalArgumentException if the name is not valid or starts with {@code @}
   * @throws UnsupportedOperationException if the store was not opened with a {@link KeyRing}, so
   *     that recipients have no separate keys
   * @throws StorageException if the keys could not be destroyed, or are destroyed but snapshots
   *     could not be deleted; call it again
   * @throws StoreClosedException if the store is closed
   */
  ForgetResult forget(String recipient);

  /** Returns the metrics of the whole store in constant time. */
  StoreMetrics metrics();

  /**
   * Closes the store: takes no more appends, ends every watch, waits up to 30 seconds until the
   * appends that it has taken are committed, and frees the backend. After that time, an append that
   * still waits fails with {@link StoreClosedException}, and an append under way fails with {@link
   * StorageException#outcomeUnknown()}. Idempotent.
   */
  @Override
  void close();
}
