package dev.eventstreams;

import dev.eventstreams.spi.LazyMetadata;
import dev.eventstreams.spi.Names;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An event as the store keeps it, for ever. Immutable. Stores return these; tests of an application
 * make them with {@link #builder}.
 */
public final class StoredEvent {

  private final String id;
  private final String streamId;
  private final long position;
  private final long version;
  private final Instant timestamp;
  private final String type;
  private final Set<String> tags;
  private final Map<String, @Nullable Object> metadata;
  private final Bytes data;
  private final @Nullable Redaction redaction;

  private StoredEvent(Builder builder) {
    this.streamId = builder.streamId;
    this.version = builder.version;
    this.type = builder.type;
    this.id = builder.id;
    this.position = builder.position;
    this.timestamp = builder.timestamp;
    this.tags = builder.tags;
    this.metadata = builder.metadata;
    this.data = builder.data;
    this.redaction = builder.redaction;
  }

  /**
   * Begins an event. Unless it is given others, its position is its version, its id is the version as text, its time is
   * 1970-01-01T00:00Z, and it has no data, tags or metadata.
   */
  public static Builder builder(String streamId, long version, String type) {
    return new Builder(streamId, version, type);
  }

  /**
   * Returns the idempotency key that the event was appended with, or else an id that the store generated. Unique in its stream;
   * generated ids are in the order of time.
   */
  public String id() {
    return id;
  }

  /** Returns the stream that it belongs to. */
  public String streamId() {
    return streamId;
  }

  /** Returns its place among all events of the store: grows in commit order, may have gaps. */
  public long position() {
    return position;
  }

  /** Returns its place in its stream: 1, 2, 3… without gaps. */
  public long version() {
    return version;
  }

  /** Returns when it was committed, in whole microseconds of UTC; never decreases as positions grow. */
  public Instant timestamp() {
    return timestamp;
  }

  /** Returns what kind of event it is. */
  public String type() {
    return type;
  }

  /** Returns the tags that it was appended with, unmodifiable, in their natural order. */
  public Set<String> tags() {
    return tags;
  }

  /**
   * Returns the metadata that it was appended with, equal value by value; unmodifiable, and parsed when it is first used.
   *
   * <p>Every method of the map throws {@link StorageException} if the stored metadata is damaged.
   */
  public Map<String, @Nullable Object> metadata() {
    return metadata;
  }

  /** Returns the data that was appended, byte for byte; empty if it is {@link #redacted()}. */
  public Bytes data() {
    return data;
  }

  /**
   * Returns whether the data is not shown: its recipients have all been forgotten, or its keys are
   * unknown and the store was opened to show such events as redacted.
   */
  public boolean redacted() {
    return redaction != null;
  }

  /** Returns the reason why the data is not shown; empty if it is shown. */
  public Optional<Redaction> redaction() {
    return Optional.ofNullable(redaction);
  }

  /** Returns whether the other object is an event that is equal in everything. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredEvent event
        && position == event.position
        && version == event.version
        && id.equals(event.id)
        && streamId.equals(event.streamId)
        && timestamp.equals(event.timestamp)
        && type.equals(event.type)
        && tags.equals(event.tags)
        && data.equals(event.data)
        && redaction == event.redaction
        && metadata.equals(event.metadata);
  }

  @Override
  public int hashCode() {
    return Objects.hash(streamId, version, position, id);
  }

  /** Returns everything that the event has, and of the data its length. */
  @Override
  public String toString() {
    return "StoredEvent[id=" + id + ", streamId=" + streamId + ", position=" + position
        + ", version="
        + version + ", timestamp=" + timestamp + ", type=" + type + ", tags=" + tags + ", metadata="
        + metadata + ", data=" + data + (redaction == null ? "" : ", redaction=" + redaction) + "]";
  }

  /** Makes an event. For one thread at a time. */
  public static final class Builder {

    private final String streamId;
    private final long version;
    private final String type;
    private String id = "";
    private long position;
    private Instant timestamp = Instant.EPOCH;
    private Set<String> tags = Set.of();
    private Map<String, @Nullable Object> metadata = Map.of();
    private Bytes data = Bytes.empty();
    private @Nullable Redaction redaction;

    private Builder(String streamId, long version, String type) {
      this.streamId = Objects.requireNonNull(streamId, "streamId");
      this.version = version;
      this.position = version;
      this.type = Objects.requireNonNull(type, "type");
    }

    /** Sets the id; by default the version as text. */
    public Builder id(String id) {
      this.id = Objects.requireNonNull(id, "id");
      return this;
    }

    /** Sets the position; by default it is the version. */
    public Builder position(long position) {
      this.position = position;
      return this;
    }

    /** Sets when it was committed; by default 1970-01-01T00:00Z. */
    public Builder timestamp(Instant timestamp) {
      this.timestamp = Objects.requireNonNull(timestamp, "timestamp");
      return this;
    }

    /**
     * Sets the tags; by default there are none.
     *
     * @throws IllegalArgumentException if a tag is not 1–255 code points without control characters
     */
    public Builder tags(Collection<String> tags) {
      if (tags.isEmpty()) {
        this.tags = Set.of();
        return this;
      }
      Set<String> sorted = new TreeSet<>();
      for (String tag : tags) {
        sorted.add(Names.tag(tag));
      }
      this.tags = Collections.unmodifiableSet(sorted);
      return this;
    }

    /**
     * Sets the metadata, of which it keeps a copy; by default it is empty.
     *
     * @throws IllegalArgumentException if a value cannot be kept as JSON without loss
     */
    public Builder metadata(Map<String, ? extends @Nullable Object> metadata) {
      Objects.requireNonNull(metadata, "metadata");
      this.metadata = metadata instanceof LazyMetadata lazy ? lazy : JsonValues.object(metadata);
      return this;
    }

    /** Sets the data; by default it is empty. */
    public Builder data(Bytes data) {
      this.data = Objects.requireNonNull(data, "data");
      return this;
    }

    /** Makes the event redacted: its data is empty. */
    public Builder redacted(Redaction reason) {
      this.redaction = Objects.requireNonNull(reason, "reason");
      this.data = Bytes.empty();
      return this;
    }

    /** Returns the event. */
    public StoredEvent build() {
      if (id.isEmpty()) {
        id = Long.toString(version);
      }
      return new StoredEvent(this);
    }
  }
}
