package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/** Thrown where somebody else holds the store and does not let go in time; nothing was written. */
public final class StoreLockedException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  /** Says which store. */
  public StoreLockedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
