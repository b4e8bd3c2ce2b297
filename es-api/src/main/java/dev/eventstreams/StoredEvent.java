package dev.eventstreams;

import dev.eventstreams.spi.LazyMetadata;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event as the store keeps it, for ever.
 *
 * @param id the idempotency key with which the event was appended, or else an id that the store
 *     generated, in order of time; unique in its stream
 * @param streamId the id of the event's stream
 * @param position the position in the store: grows in commit order, may have gaps
 * @param version the version in the stream: 1, 2, 3… without gaps
 * @param timestamp the time of the commit, in UTC and in whole microseconds; never decreases as
 *     positions grow
 * @param type the type: what kind of event it is
 * @param data the data that was appended, byte for byte; empty if {@code redacted}
 * @param metadata the metadata that was appended, equal value by value; unmodifiable, parsed at the
 *     first access
 * @param redacted true if the data was only for recipients who have since been forgotten, so that
 *     no reader can decrypt it any more; also if its keys are unknown and the store was opened to
 *     show such events as redacted
 */
public record StoredEvent(
    String id,
    String streamId,
    long position,
    long version,
    Instant timestamp,
    String type,
    Bytes data,
    Map<String, @Nullable Object> metadata,
    boolean redacted) {

  /**
   * Copies the metadata.
   *
   * @throws IllegalArgumentException if the metadata has a value that JSON cannot hold
   */
  // Not a compact constructor: its class file would not contain that the map's values may be null.
  public StoredEvent(
      String id,
      String streamId,
      long position,
      long version,
      Instant timestamp,
      String type,
      Bytes data,
      Map<String, @Nullable Object> metadata,
      boolean redacted) {
    this.id = Objects.requireNonNull(id, "id");
    this.streamId = Objects.requireNonNull(streamId, "streamId");
    this.position = position;
    this.version = version;
    this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
    this.type = Objects.requireNonNull(type, "type");
    this.data = Objects.requireNonNull(data, "data");
    Objects.requireNonNull(metadata, "metadata");
    this.metadata = metadata instanceof LazyMetadata ? metadata : JsonValues.object(metadata);
    this.redacted = redacted;
  }
}
