package dev.eventstreams;

import dev.eventstreams.spi.Names;

/**
 * Thrown by an append if an idempotency key already belongs to an event of another type, so the
 * event cannot be a repeat; nothing was written.
 */
public final class IdempotencyConflictException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String streamId;
  private final String key;

  /** Creates an exception that names the stream, the idempotency key and the two types. */
  public IdempotencyConflictException(
      String streamId, String key, String storedType, String givenType) {
    super(
        "key " + Names.quote(key) + " of stream " + Names.quote(streamId)
            + " belongs to an event of type " + Names.quote(storedType)
            + ", not " + Names.quote(givenType),
        null);
    this.streamId = streamId;
    this.key = key;
  }

  /** Returns the stream's id. */
  public String streamId() {
    return streamId;
  }

  /** Returns the idempotency key. */
  public String key() {
    return key;
  }
}
