package dev.eventstreams;

import dev.eventstreams.spi.Names;
import org.jspecify.annotations.Nullable;

/**
 * Thrown if the given keys do not fit the stored data: a key is wrong or missing, or the stored
 * bytes were changed.
 */
public final class DecryptionException extends EventStoreException {

  private static final long serialVersionUID = 1L;

  private final String source;
  private final long version;
  private final long position;

  /** Creates an exception that names an event and the reason. */
  public DecryptionException(
      String streamId, long version, long position, String reason, @Nullable Throwable cause) {
    super(
        "stream " + Names.quote(streamId) + ", version " + version + ", position " + position + ": "
            + reason,
        cause);
    this.source = streamId;
    this.version = version;
    this.position = position;
  }

  private DecryptionException(String source, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.source = source;
    this.version = 0;
    this.position = 0;
  }

  /** Returns the exception for a snapshot of a stream or of {@code @all}. */
  public static DecryptionException ofSnapshot(
      String source, String projection, String reason, @Nullable Throwable cause) {
    String what = "snapshot " + Names.quote(projection) + " of " + Names.quote(source);
    return new DecryptionException(source, what + ": " + reason, cause);
  }

  /**
   * Returns the exception for a whole store that the given key does not fit: the store cannot be
   * opened, or it refuses an append or a snapshot.
   */
  public static DecryptionException ofStore(String location, String reason) {
    return new DecryptionException(
        Names.ALL, "store " + Names.printable(location) + ": " + reason, null);
  }

  /** Returns the id of the event's or snapshot's stream; {@code @all} for the whole store. */
  public String source() {
    return source;
  }

  /** Returns the version of the event in its stream; 0 if it is not about an event. */
  public long version() {
    return version;
  }

  /** Returns the position of the event in the store; 0 if it is not about an event. */
  public long position() {
    return position;
  }
}
