package dev.eventstreams;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * One stream of a store: an append-only sequence of events with versions 1, 2, 3…
 *
 * <p>Safe for use by many threads, cheap, and stateless. Appends of one thread commit in the order
 * in which the thread made them.
 */
public interface EventStream extends EventSource {

  /** Returns the stream's id. */
  String id();

  /**
   * Returns the head of the stream: the version of the last event, 0 if there is none.
   *
   * @throws StoreClosedException if the store is closed
   */
  long version();

  /**
   * Returns the metrics of the stream in constant time, without reading events.
   *
   * @throws StoreClosedException if the store is closed
   */
  StreamMetrics metrics();

  /**
   * Appends the events, all of them or none; they are durable, as the backend documents, when this
   * returns.
   *
   * <p>If every event is a repeat of an idempotency key, nothing is written and the result reports
   * the stored events, regardless of the expected version. A repeat among new events is skipped.
   *
   * @param expected the expected version of the stream
   * @param events the events; if empty, only the expected version is checked. Either all of them
   *     have an idempotency key, or none has
   * @throws VersionConflictException if the stream is not at the expected version
   * @throws IdempotencyConflictException if an idempotency key already belongs to an event of
   *     another type
   * @throws IllegalArgumentException if a limit is exceeded; nothing was written
   * @throws RecipientForgottenException if an event is addressed to a person who was forgotten;
   *     nothing was written
   * @throws StorageException if the backend failed; see {@link StorageException#outcomeUnknown()}.
   *     Also if this thread was interrupted before the write began: nothing was written and the
   *     interrupt flag is set
   * @throws StoreClosedException if the store is closed
   */
  AppendResult append(ExpectedVersion expected, List<CandidateEvent> events);

  /** Appends the events; see {@link #append(ExpectedVersion, List)}. */
  default AppendResult append(ExpectedVersion expected, CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return append(expected, List.of(events));
  }

  /**
   * Appends the events at any version of the stream; see {@link #append(ExpectedVersion, List)}.
   */
  default AppendResult append(List<CandidateEvent> events) {
    return append(ExpectedVersion.any(), events);
  }

  /**
   * Appends the events at any version of the stream; see {@link #append(ExpectedVersion, List)}.
   */
  default AppendResult append(CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return append(ExpectedVersion.any(), List.of(events));
  }

  /**
   * Appends without waiting for the commit: many appends of one thread share a commit and keep
   * their order. Waits only while the queue of the store is full.
   *
   * <p>The future completes on the store's executor, and fails with the same exceptions that {@link
   * #append(ExpectedVersion, List)} throws. Cancelling the future withdraws an append that has not
   * begun; an append that has begun finishes.
   *
   * <p>Never wait for the future ({@code join}, {@code get}) in a task of the store's executor. If
   * the executor has one thread, the task blocks the thread that must complete the future, and
   * waits for ever. Call {@link #append(ExpectedVersion, List)} there, or continue with {@code
   * thenCompose}.
   *
   * @throws IllegalArgumentException if a limit is exceeded
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

  /**
   * Appends at any version of the stream, without waiting for the commit; see {@link
   * #appendAsync(ExpectedVersion, List)}.
   */
  default CompletableFuture<AppendResult> appendAsync(CandidateEvent... events) {
    Objects.requireNonNull(events, "events");
    return appendAsync(ExpectedVersion.any(), List.of(events));
  }
}
