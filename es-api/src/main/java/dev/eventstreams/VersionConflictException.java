package dev.eventstreams;

import dev.eventstreams.spi.Names;

/** Thrown by an append to a stream that is not at the version expected of it; nothing was written. */
public final class VersionConflictException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String streamId;
  private final transient ExpectedVersion expected;
  private final long actual;

  /** Says which stream, what was expected of it, and the version that it is at. */
  public VersionConflictException(String streamId, ExpectedVersion expected, long actual) {
    super(
        "stream " + Names.quote(streamId) + " is at version " + actual + ", expected " + expected,
        null);
    this.streamId = streamId;
    this.expected = expected;
    this.actual = actual;
  }

  /** Returns the stream's id. */
  public String streamId() {
    return streamId;
  }

  /** Returns what was expected. */
  public ExpectedVersion expected() {
    return expected;
  }

  /** Returns the version that the stream was at in the append's transaction. */
  public long actual() {
    return actual;
  }
}
