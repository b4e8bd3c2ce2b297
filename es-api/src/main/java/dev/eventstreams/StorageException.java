package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if the backend failed: the disk, the database, the connection to it, or the stored data.
 */
public final class StorageException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private enum Kind {
    FAILED,
    UNAVAILABLE,
    LOST,
    OUTCOME_UNKNOWN
  }

  private final Kind kind;

  private StorageException(String message, @Nullable Throwable cause, Kind kind) {
    super(message, cause);
    this.kind = kind;
  }

  /** Creates an exception for a failure after which nothing of the call was written. */
  public StorageException(String message, @Nullable Throwable cause) {
    this(message, cause, Kind.FAILED);
  }

  /**
   * Returns the exception for a backend that no call can reach; nothing of the call was written.
   */
  public static StorageException unavailable(String message, @Nullable Throwable cause) {
    return new StorageException(message, cause, Kind.UNAVAILABLE);
  }

  /**
   * Returns the exception for a store that this opening has lost permanently: nothing of the call
   * was written, and no later call will write. See {@link #lost()}.
   */
  public static StorageException lost(String message, @Nullable Throwable cause) {
    return new StorageException(message, cause, Kind.LOST);
  }

  /** Returns the exception for a failure after which a commit may or may not have happened. */
  public static StorageException outcomeUnknown(String message, @Nullable Throwable cause) {
    return new StorageException(message, cause, Kind.OUTCOME_UNKNOWN);
  }

  /**
   * Returns whether the backend could not be reached: nothing was written, and the same call may
   * succeed later.
   */
  public boolean unavailable() {
    return kind == Kind.UNAVAILABLE;
  }

  /**
   * Returns whether the opened store no longer exists: it was deleted, moved, replaced or set back
   * while it was open, or another opening has taken it over. Nothing was written, and every append
   * and every watch fails from now on. Close the store; no other call can repair this.
   */
  public boolean lost() {
    return kind == Kind.LOST;
  }

  /**
   * Returns whether the append may have been committed although it failed. Before you treat it as
   * failed, retry it with idempotency keys or read the stream.
   */
  public boolean outcomeUnknown() {
    return kind == Kind.OUTCOME_UNKNOWN;
  }
}
