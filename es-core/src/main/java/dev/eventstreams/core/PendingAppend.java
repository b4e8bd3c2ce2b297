package dev.eventstreams.core;

import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.AppendResult;
import dev.eventstreams.IdempotencyConflictException;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.VersionConflictException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.Names;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An append between its caller and the commit: waited for by a thread, or, without one, by a future.
 *
 * <p>QUEUED → STARTED → DONE, or QUEUED → LEADING, by which a waiting thread is told to commit the next group itself, or QUEUED
 * → WITHDRAWN. The queue's lock guards every change but the last.
 */
final class PendingAppend {

  enum State {
    QUEUED,
    LEADING,
    STARTED,
    WITHDRAWN,
    DONE
  }

  final AppendRequest request;
  final long bytes;
  final @Nullable Thread waiter;
  final @Nullable CompletableFuture<AppendResult> future;

  private final @Nullable SealingTasks sealing;
  private volatile State state = State.QUEUED;
  private @Nullable AppendOutcome outcome;
  private @Nullable Supplier<RuntimeException> failure;

  PendingAppend(
      AppendEncoder.Encoded append,
      @Nullable Thread waiter,
      @Nullable CompletableFuture<AppendResult> future) {
    this.request = append.request();
    this.bytes = append.bytes();
    this.sealing = append.sealing();
    this.waiter = waiter;
    this.future = future;
  }

  State state() {
    return state;
  }

  void become(State next) {
    state = next;
    if (waiter != null && next == State.LEADING) {
      LockSupport.unpark(waiter);
    }
  }

  /** Encrypts what nobody has begun to encrypt, in the thread that has to wait anyway. */
  void seal() {
    if (sealing != null) {
      sealing.run();
    }
  }

  /** Lets others encrypt while the thread that asked for the append writes it. */
  void shareSealing() {
    if (sealing != null) {
      sealing.share();
    }
  }

  /** Takes the answer. A backend that keeps what it was given, and has not looked at it, is not left with plain data. */
  void finish(AppendOutcome decided) {
    if (decided instanceof AppendOutcome.Done) {
      seal();
    }
    outcome = decided;
  }

  /** Each waiter gets an exception object of its own, so a failure is what makes one. */
  void fail(Supplier<RuntimeException> cause) {
    failure = cause;
  }

  /** Lets the waiter have the answer, which was written before this volatile write. */
  void release() {
    state = State.DONE;
    if (sealing != null) {
      sealing.end();
    }
    if (waiter != null) {
      LockSupport.unpark(waiter);
    }
  }

  /** Returns what the caller gets, or throws what it is told; once DONE. */
  AppendResult result() {
    Supplier<RuntimeException> cause = failure;
    if (cause != null) {
      throw cause.get();
    }
    AppendOutcome decided = outcome;
    if (decided instanceof AppendOutcome.Done done) {
      return done.result();
    }
    if (decided instanceof AppendOutcome.Conflict conflict) {
      throw new VersionConflictException(
          conflict.streamId(), conflict.expected(), conflict.actual());
    }
    if (decided instanceof AppendOutcome.ConditionFailed failed) {
      throw new AppendConditionFailedException(failed.condition(), failed.position());
    }
    if (decided instanceof AppendOutcome.PositionAhead ahead) {
      throw new PositionAheadException(Names.ALL, ahead.requested(), ahead.head());
    }
    if (decided instanceof AppendOutcome.KeyReused reused) {
      throw new IdempotencyConflictException(
          reused.streamId(), reused.key(), reused.storedType(), reused.givenType());
    }
    throw new IllegalStateException("the backend gave no outcome");
  }

  /** Completes the future with {@link #result()}. */
  void complete(CompletableFuture<AppendResult> target) {
    AppendResult result;
    try {
      result = result();
    } catch (RuntimeException e) {
      target.completeExceptionally(e);
      return;
    }
    target.complete(result);
  }
}
