package dev.eventstreams;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * One stream of a store: an append-only sequence of events with versions 1, 2, 3…
 *
 * <p>Safe for use by many threads, cheap, and without state of its own. Appends of one thread commit in the order in which
 * they were made.
 */
public interface EventStream extends EventSource {

  /** Returns the stream's id. */
  String id();

  /**
   * Returns the version of the last event, 0 if there is none.
   *
   * @throws StoreClosedException if the store is closed
   */
  long version();

  /**
   * Appends the events, all of them or none; they are durable, as the backend documents, when this returns.
   *
   * <p>Where every event is a repeat of an idempotency key, nothing is written and what stands is reported, whatever was
   * expected. A repeat among new events is skipped.
   *
   * @param expected what the stream must be at
   * @param events perhaps none: then only the expectation is checked; all of them with an idempotency key or none
   * @throws VersionConflictException if the stream is not at the expected version
   * @throws IdempotencyConflictException if a key is there already on an event of another type
   * @throws IllegalArgumentException if a limit is passed; nothing was written
   * @throws RecipientForgottenException if an event is addressed to somebody who was forgotten; nothing was written
   * @throws StorageException if the backend failed; see {@link StorageException#outcomeUnknown()}. Also if this thread was
   *     interrupted before the write began: nothing was written and the interrupt flag is set
   * @throws StoreClosedException if the store is closed
   */
  AppendResult append(ExpectedVersion expected, List<CandidateEvent> events);

  /** Appends the events; see {@link #append(ExpectedVersion, List)}. */
  default AppendResult append(ExpectedVersion expected, CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return append(expected, List.of(events));
  }

  /** Appends the events at whatever version the stream has; see {@link #append(ExpectedVersion, List)}. */
  default AppendResult append(CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return append(ExpectedVersion.any(), List.of(events));
  }

  /**
   * Appends without waiting for the commit: many appends of one thread share a commit and keep their order. Waits only while
   * the queue of the store is full.
   *
   * <p>The future fails with the very exception that {@link #append(ExpectedVersion, List)} throws, and completes on the
   * store's executor. Cancelling it withdraws an append that has not begun; one that has begun finishes.
   *
   * <p>Never wait for the future ({@code join}, {@code get}) in a task of the store's executor: if that has one thread, the task
   * keeps the thread on which the future is to complete, and waits for ever. Call {@link #append(ExpectedVersion, List)} there, or
   * continue with {@code thenCompose}.
   *
   * @throws IllegalArgumentException if a limit is passed
   * @throws StoreClosedException if the store is closed
   */
  CompletableFuture<AppendResult> appendAsync(
      ExpectedVersion expected, List<CandidateEvent> events);

  /** Appends without waiting for the commit; see {@link #appendAsync(ExpectedVersion, List)}. */
  default CompletableFuture<AppendResult> appendAsync(
      ExpectedVersion expected, CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return appendAsync(expected, List.of(events));
  }

  /** Appends at whatever version the stream has, without waiting; see {@link #appendAsync(ExpectedVersion, List)}. */
  default CompletableFuture<AppendResult> appendAsync(CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return appendAsync(ExpectedVersion.any(), List.of(events));
  }
}
