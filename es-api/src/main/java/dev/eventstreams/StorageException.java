package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/** Thrown where the backend failed: the disk, the database, the connection to it, or what is stored there. */
public final class StorageException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final boolean outcomeUnknown;

  private StorageException(String message, @Nullable Throwable cause, boolean outcomeUnknown) {
    super(message, cause);
    this.outcomeUnknown = outcomeUnknown;
  }

  /** For a failure after which nothing of the call was written. */
  public StorageException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  /** For a failure after which a commit may or may not have happened. */
  public static StorageException outcomeUnknown(String message, @Nullable Throwable cause) {
    return new StorageException(message, cause, true);
  }

  /**
   * Returns whether the append may have been committed all the same. Retry it with idempotency keys, or look, before you take
   * it for failed.
   */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
