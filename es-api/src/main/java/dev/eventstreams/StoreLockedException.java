package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/**
 * Thrown if another opening, in this or another process, holds the store and does not release it in
 * time; nothing was written.
 */
public final class StoreLockedException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception; the message names the store. */
  public StoreLockedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
