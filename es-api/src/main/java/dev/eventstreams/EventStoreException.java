package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/**
 * What a store throws where an argument was not at fault.
 *
 * <p>No message holds event data, a key or a password.
 */
public abstract class EventStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** For the kinds below. */
  EventStoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
