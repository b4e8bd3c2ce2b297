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
 * An append between its caller and the commit: waited for by a thread, or, without one, by a future that {@link #run} completes.
 *
 * <p>QUEUED → STARTED → DONE, or QUEUED → LEADING, by which a waiting thread is appointed to commit the next group itself, or QUEUED
 * → WITHDRAWN. The queue's lock guards every change but the last.
 *
 * <p>What leads to DONE allocates nothing: the answer is kept as it is, and its caller makes an exception of it.
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

  /** Its place in a {@link PendingList}. */
  @Nullable PendingAppend next;

  /** Whether a {@link Completer} has it, and the next one that it has. */
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

  /** Encrypts what has not begun to be encrypted, in the thread that has to wait anyway. */
  void seal() {
    if (sealing != null) {
      sealing.seal();
    }
  }

  /** Lets others encrypt while the thread that asked for the append writes it. */
  void shareSealing() {
    if (sealing != null) {
      sealing.share();
    }
  }

  /**
   * Takes the answer. A backend that keeps what it was given, and has not looked at it, is not left with plain data.
   *
   * @throws dev.eventstreams.StorageException if it cannot be encrypted: such an append is not acknowledged
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

  /** Returns what the caller gets, or throws it; once DONE. Each call makes an exception object of its own. */
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

  /** Completes the future, or leaves that to its completer. Safe to call again. */
  @Override
  public void run() {
    if (future != null && !isCompleted()) {
      future.completer.add(this);
    }
  }

  /** Completes the future, if there is one; returns false where memory is short. Safe to call again. */
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
      throw e; // of this attempt, and not of the append
    } catch (RuntimeException | Error e) {
      target.completeExceptionally(e);
      return;
    }
    target.complete(result);
  }
}
