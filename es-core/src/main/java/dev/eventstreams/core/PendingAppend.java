package dev.eventstreams.core;

import dev.eventstreams.AppendConditionFailedException;
import dev.eventstreams.AppendResult;
import dev.eventstreams.IdempotencyConflictException;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.VersionConflictException;
import dev.eventstreams.spi.AppendOutcome;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.Names;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * An append between its caller and the commit. A thread waits for it or, without a thread, a future
 * that {@link #run} completes.
 *
 * <p>QUEUED → STARTED → DONE; or QUEUED → LEADING, which appoints a waiting thread to commit the
 * next group itself; or QUEUED → WITHDRAWN. The queue's lock guards every change except the one to
 * DONE.
 *
 * <p>The steps to DONE allocate nothing: the answer is stored as it is, and the caller makes an
 * exception of it.
 */
final class PendingAppend implements Runnable {

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
  final @Nullable AppendFuture future;

  /** The next append in the {@link PendingList}. */
  @Nullable PendingAppend next;

  /** Whether a {@link Completer} has this append; {@link #nextLeft} is the next one there. */
  boolean isLeft;

  @Nullable PendingAppend nextLeft;

  private final @Nullable SealingTasks sealing;
  private volatile State state = State.QUEUED;
  private @Nullable AppendOutcome outcome;
  private @Nullable Throwable failure;

  PendingAppend(
      AppendEncoder.Encoded append, @Nullable Thread waiter, @Nullable AppendFuture future) {
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

  /** Encrypts the data whose encryption has not begun, in the thread that has to wait anyway. */
  void seal() {
    if (sealing != null) {
      sealing.seal();
    }
  }

  /** Lets other threads encrypt while the thread that asked for the append writes it. */
  void shareSealing() {
    if (sealing != null) {
      sealing.share();
    }
  }

  /**
   * Takes the answer. First encrypts the data that the backend kept without reading it, so that the
   * backend is not left with plain data.
   *
   * @throws dev.eventstreams.StorageException if the data cannot be encrypted: such an append is
   *     not acknowledged
   */
  void finish(AppendOutcome decided) {
    if (decided instanceof AppendOutcome.Done && sealing != null) {
      sealing.sealAll();
    }
    outcome = decided;
  }

  /** Takes the failure, unless there is an answer already. */
  void fail(Throwable cause) {
    if (outcome == null && failure == null) {
      failure = cause;
    }
  }

  /** Publishes the answer, which was written before this volatile write, and wakes the waiter. */
  void release() {
    state = State.DONE;
    if (sealing != null) {
      sealing.end();
    }
    if (waiter != null) {
      LockSupport.unpark(waiter);
    }
  }

  /**
   * Returns the caller's result, or throws the caller's exception; only once DONE. Each call makes
   * a new exception object.
   */
  AppendResult result() {
    AppendOutcome decided = outcome;
    if (decided == null) {
      throw AppendFailure.of(failure);
    }
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
    throw new IllegalStateException("unknown outcome " + decided.getClass().getName());
  }

  /** Completes the future, or leaves that to the completer. Safe to call again. */
  @Override
  public void run() {
    if (future != null && !isCompleted()) {
      future.completer.add(this);
    }
  }

  /**
   * Completes the future, if there is one; returns false if memory is short. Safe to call again.
   */
  boolean isCompleted() {
    try {
      if (future != null) {
        complete(future);
      }
      return true;
    } catch (OutOfMemoryError e) {
      return false;
    }
  }

  private void complete(AppendFuture target) {
    AppendResult result;
    try {
      result = result();
    } catch (OutOfMemoryError e) {
      throw e; // a failure of this attempt, not of the append
    } catch (RuntimeException | Error e) {
      target.completeExceptionally(e);
      return;
    }
    target.complete(result);
  }
}
