package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/** Thrown by every use of a store after it was closed. */
public final class StoreClosedException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  /** Creates an exception; the message names the store. */
  public StoreClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
