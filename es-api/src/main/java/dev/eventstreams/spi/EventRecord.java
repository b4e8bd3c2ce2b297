package dev.eventstreams.spi;

import dev.eventstreams.Bytes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An event as a backend stores it. Immutable. */
public final class EventRecord {

  private final String streamId;
  private final long version;
  private final long position;
  private final long timestamp;
  private final String type;
  private final String id;
  private final boolean keyed;
  private final List<String> tags;
  private final String metadata;
  private final Bytes data;
  private final int format;

  /**
   * Makes a record. It checks nothing and copies nothing.
   *
   * @param streamId its stream
   * @param version its version there: 1, 2, 3…
   * @param position its position in the store, above 0
   * @param timestamp when it was committed, in microseconds since 1970-01-01T00:00Z
   * @param type its type
   * @param id its idempotency key or generated id
   * @param keyed whether the id is an idempotency key
   * @param tags its tags, as {@link NewEvent#tags()} gave them
   * @param metadata canonical JSON of an object
   * @param data opaque bytes
   * @param format how the core reads the data; 0 for plain
   */
  public EventRecord(
      String streamId,
      long version,
      long position,
      long timestamp,
      String type,
      String id,
      boolean keyed,
      List<String> tags,
      String metadata,
      Bytes data,
      int format) {
    this.streamId = streamId;
    this.version = version;
    this.position = position;
    this.timestamp = timestamp;
    this.type = type;
    this.id = id;
    this.keyed = keyed;
    this.tags = tags;
    this.metadata = metadata;
    this.data = data;
    this.format = format;
  }

  /** Returns the stream. */
  public String streamId() {
    return streamId;
  }

  /** Returns the version in the stream. */
  public long version() {
    return version;
  }

  /** Returns the position in the store. */
  public long position() {
    return position;
  }

  /** Returns when it was committed, in microseconds since 1970-01-01T00:00Z. */
  public long timestamp() {
    return timestamp;
  }

  /** Returns the type. */
  public String type() {
    return type;
  }

  /** Returns the idempotency key or generated id. */
  public String id() {
    return id;
  }

  /** Returns whether the id is an idempotency key. */
  public boolean keyed() {
    return keyed;
  }

  /** Returns the tags, each once, in their natural order. */
  public List<String> tags() {
    return tags;
  }

  /** Returns the metadata as canonical JSON of an object. */
  public String metadata() {
    return metadata;
  }

  /** Returns the data. */
  public Bytes data() {
    return data;
  }

  /** Returns how the core reads the data; 0 for plain. */
  public int format() {
    return format;
  }

  /** Returns about how many bytes its data, metadata and tags have: what counts towards {@link PageRequest#maxBytes()}. */
  public long size() {
    return (long) data.length() + metadata.length() + NewEvent.length(tags);
  }

  /** Returns whether the other object is a record that is equal in everything. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof EventRecord record
        && version == record.version
        && position == record.position
        && timestamp == record.timestamp
        && keyed == record.keyed
        && format == record.format
        && streamId.equals(record.streamId)
        && type.equals(record.type)
        && id.equals(record.id)
        && tags.equals(record.tags)
        && metadata.equals(record.metadata)
        && data.equals(record.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(streamId, version, position, id);
  }

  /** Returns everything that the record has, and of the data its length. */
  @Override
  public String toString() {
    return "EventRecord[streamId=" + streamId + ", version=" + version + ", position=" + position
        + ", timestamp=" + timestamp + ", type=" + type + ", id=" + id + ", keyed=" + keyed
        + ", tags=" + tags + ", metadata=" + metadata + ", data=" + data + ", format=" + format
        + "]";
  }
}
