package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/**
 * The superclass of all exceptions of a store that are not caused by a wrong argument.
 *
 * <p>No message contains event data, an encryption key or a password.
 */
public abstract class EventStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Only the subclasses in this package call this. */
  EventStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
