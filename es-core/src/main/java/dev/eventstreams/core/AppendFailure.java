package dev.eventstreams.core;

import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoreLockedException;
import org.jspecify.annotations.Nullable;

/**
 * Turns the failure of a commit into exceptions for the callers of its appends, a separate one for
 * each.
 */
final class AppendFailure {

  private AppendFailure() {}

  /** Returns the exception. A null cause means that the append has no known outcome. */
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

  /**
   * Returns whether the backend wrote nothing of a group, and may still write some of its appends
   * if each is committed alone.
   */
  static boolean mayFitAlone(Throwable cause) {
    return cause instanceof StorageException failure
        && !failure.outcomeUnknown()
        && !failure.unavailable()
        && !failure.lost();
  }
}
