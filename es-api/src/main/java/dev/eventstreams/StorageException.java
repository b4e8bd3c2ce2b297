package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/** Thrown where the backend failed: the disk, the database, the connection to it, or what is stored there. */
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

  /** For a failure after which nothing of the call was written. */
  public StorageException(String message, @Nullable Throwable cause) {
    this(message, cause, Kind.FAILED);
  }

  /** For a backend that cannot be reached, whatever is asked of it: nothing of the call was written. */
  public static StorageException unavailable(String message, @Nullable Throwable cause) {
    return new StorageException(message, cause, Kind.UNAVAILABLE);
  }

  /** For a store that this opening has lost for good: nothing of the call was written, nor will anything be. See {@link #lost()}. */
  public static StorageException lost(String message, @Nullable Throwable cause) {
    return new StorageException(message, cause, Kind.LOST);
  }

  /** For a failure after which a commit may or may not have happened. */
  public static StorageException outcomeUnknown(String message, @Nullable Throwable cause) {
    return new StorageException(message, cause, Kind.OUTCOME_UNKNOWN);
  }

  /** Returns whether the backend could not be reached: nothing was written, and the same call may succeed later. */
  public boolean unavailable() {
    return kind == Kind.UNAVAILABLE;
  }

  /**
   * Returns whether the store that was opened is there no more: it was deleted, moved, replaced or set back while it was open, or
   * another opening has taken it over. Nothing was written, every append and every watch fails from now on, and only closing the
   * store helps.
   */
  public boolean lost() {
    return kind == Kind.LOST;
  }

  /**
   * Returns whether the append may have been committed all the same. Retry it with idempotency keys, or look, before you take
   * it for failed.
   */
  public boolean outcomeUnknown() {
    return kind == Kind.OUTCOME_UNKNOWN;
  }
}
