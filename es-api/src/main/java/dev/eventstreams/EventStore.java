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
   * Returns the stream of that id, whether or not it has events. Cheap: nothing is read.
   *
   * @throws IllegalArgumentException if the id is not 1–255 code points without control characters, or starts with {@code @}
   * @throws StoreClosedException if the store is closed
   */
  EventStream stream(String id);

  /** Returns all events of the store in the order of their positions; it cannot be written. */
  EventSource all();

  /**
   * Returns the position of the last event, 0 if there is none: what {@link Events#upTo} takes for a consistent view of
   * several reads, and {@link AppendCondition#after} for a condition on what those reads saw.
   *
   * @throws StoreClosedException if the store is closed
   */
  long head();

  /**
   * Appends to several streams, everything or nothing, under conditions; see {@link EventStream#append(ExpectedVersion,
   * java.util.List)}.
   *
   * @throws VersionConflictException if a stream is not at the version expected of it
   * @throws AppendConditionFailedException if an event matches a condition's filter past its position
   * @throws PositionAheadException if a condition's position is past the head
   * @throws IdempotencyConflictException if a key is there already on an event of another type
   * @throws IllegalArgumentException if a limit is passed; nothing was written
   * @throws RecipientForgottenException if an event is addressed to somebody who was forgotten; nothing was written
   * @throws StorageException if the backend failed
   * @throws StoreClosedException if the store is closed
   */
  AppendResult append(AppendBatch batch);

  /**
   * Appends without waiting for the commit; see {@link EventStream#appendAsync(ExpectedVersion, java.util.List)}.
   *
   * @throws IllegalArgumentException if a limit is passed
   * @throws StoreClosedException if the store is closed
   */
  CompletableFuture<AppendResult> appendAsync(AppendBatch batch);

  /**
   * Forgets a person (crypto-shredding): destroys their keys, so that nobody ever again reads the data of events addressed to them
   * alone, in whatever copy of the store. Metadata, versions and order stay; such an event reads as {@link StoredEvent#redacted()}.
   * Events that are also addressed to others stay readable to those. Snapshots of the person's stream and of {@link #all()} are
   * deleted, and those of other sources that may hold the person's data become unreadable and count as missing.
   *
   * <p>In force here when this returns, and after at most 60 seconds in every other process, which may hold keys for so long.
   * Later appends for that person are refused. There is no way back. What an application has in memory or has stored elsewhere,
   * and copies of the key ring made before, are its own to destroy.
   *
   * @param recipient who; by default every stream's events are addressed to the stream's id
   * @return how many keys were destroyed, and whether the recipient ever had one: check it, since a misspelt name destroys nothing
   * @throws IllegalArgumentException if the name is not valid or starts with {@code @}
   * @throws UnsupportedOperationException if the store was not opened with a {@link KeyRing}, so that nobody has a key of their own
   * @throws StorageException if the keys are destroyed but snapshots could not be deleted; call it again
   * @throws StoreClosedException if the store is closed
   */
  ForgetResult forget(String recipient);

  /** Returns the metrics of the whole store, in constant time. */
  StreamMetrics metrics();

  /**
   * Closes the store: takes no more appends, waits up to 30 seconds until those it has taken are committed, ends every watch, and
   * frees the backend. After that time an append that still waits fails with {@link StoreClosedException}, one under way with {@link
   * StorageException#outcomeUnknown()}. Idempotent.
   */
  @Override
  void close();
}
