package dev.eventstreams;

import dev.eventstreams.spi.Names;
import org.jspecify.annotations.Nullable;

/** Thrown where stored data cannot be read with the keys at hand: a wrong or missing key, or bytes that were changed. */
public final class DecryptionException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String streamId;
  private final long version;

  /** Says which event or snapshot, and why. */
  public DecryptionException(
      String streamId, long version, String reason, @Nullable Throwable cause) {
    super("stream " + Names.quote(streamId) + ", version " + version + ": " + reason, cause);
    this.streamId = streamId;
    this.version = version;
  }

  private DecryptionException(String message) {
    super(message, null);
    this.streamId = Names.ALL;
    this.version = 0;
  }

  /** Says that a store as a whole cannot be read with the key at hand: found when it is opened. */
  public static DecryptionException ofStore(String location, String reason) {
    return new DecryptionException("store " + Names.printable(location) + ": " + reason);
  }

  /** Returns the stream's id, or {@code @all} for the store as a whole and its snapshots. */
  public String streamId() {
    return streamId;
  }

  /** Returns the event's version, or the snapshot's; 0 for the store as a whole. */
  public long version() {
    return version;
  }
}
