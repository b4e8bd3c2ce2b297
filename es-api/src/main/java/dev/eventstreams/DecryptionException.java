package dev.eventstreams;

import org.jspecify.annotations.Nullable;

/** Thrown where stored data cannot be read with the keys at hand: a wrong or missing key, or bytes that were changed. */
public final class DecryptionException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String streamId;
  private final long version;

  /** Says which event or snapshot, and why. */
  public DecryptionException(
      String streamId, long version, String reason, @Nullable Throwable cause) {
    super("stream " + streamId + ", version " + version + ": " + reason, cause);
    this.streamId = streamId;
    this.version = version;
  }

  /** Returns the stream's id, or {@code @all} for a snapshot of the whole store. */
  public String streamId() {
    return streamId;
  }

  /** Returns the event's version, or the snapshot's. */
  public long version() {
    return version;
  }
}
