package dev.eventstreams.core;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoreLockedException;
import org.jspecify.annotations.Nullable;

/** From what a commit threw to what the callers of its appends get, each an exception of its own. */
final class AppendFailure {

  private AppendFailure() {}

  /** Returns the exception; without a cause, for an append whose fate nothing is known of. */
  static RuntimeException of(@Nullable Throwable cause) {
    String message = cause == null ? "no outcome" : String.valueOf(cause.getMessage());
    if (cause instanceof StoreClosedException) {
      return new StoreClosedException(message, null);
    }
    if (cause instanceof StoreLockedException) {
      return new StoreLockedException(message, cause);
    }
    boolean known = cause instanceof EventStoreException
        && !(cause instanceof StorageException failure && failure.outcomeUnknown());
    if (!known) {
      return StorageException.outcomeUnknown(
          "the append failed and may have been written: " + message, cause);
    }
    if (cause instanceof StorageException failure && failure.lost()) {
      return StorageException.lost(message, cause);
    }
    return cause instanceof StorageException failure && failure.unavailable()
        ? StorageException.unavailable(message, cause)
        : new StorageException(message, cause);
  }

  /** Returns whether the backend, which wrote nothing of a group, may write some of its appends if they come alone. */
  static boolean mayFitAlone(Throwable cause) {
    return cause instanceof StorageException failure
        && !failure.outcomeUnknown()
        && !failure.unavailable()
        && !failure.lost();
  }
}
