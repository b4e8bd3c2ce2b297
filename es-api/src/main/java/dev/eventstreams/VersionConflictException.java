package dev.eventstreams;

import dev.eventstreams.spi.Names;

/** Thrown by an append if a stream is not at its expected version; nothing was written. */
public final class VersionConflictException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String streamId;
  private final transient ExpectedVersion expected;
  private final long actual;

  /** Creates an exception that names the stream, its expected version, and its actual version. */
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

  /** Returns the expected version. */
  public ExpectedVersion expected() {
    return expected;
  }

  /** Returns the version of the stream in the append's transaction. */
  public long actual() {
    return actual;
  }
}
