package dev.eventstreams;

import dev.eventstreams.spi.Names;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the given keys do not fit the stored data: a key is wrong or missing, or the stored
 * bytes were changed.
 */
public final class DecryptionException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String streamId;
  private final long version;

  /** Creates an exception that names the event or snapshot and the reason. */
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

  /**
   * Returns the exception for a whole store that the given key does not fit: the store cannot be
   * opened, or it refuses an append or a snapshot.
   */
  public static DecryptionException ofStore(String location, String reason) {
    return new DecryptionException("store " + Names.printable(location) + ": " + reason);
  }

  /** Returns the stream's id, or {@code @all} for the whole store and its snapshots. */
  public String streamId() {
    return streamId;
  }

  /** Returns the version of the event or snapshot; 0 for the whole store. */
  public long version() {
    return version;
  }
}
