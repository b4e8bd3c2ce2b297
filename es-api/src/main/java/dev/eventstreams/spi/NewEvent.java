package dev.eventstreams.spi;

import dev.eventstreams.Bytes;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An event on its way into the store. Immutable. */
public final class NewEvent {

  private final String type;
  private final String id;
  private final boolean keyed;
  private final List<String> tags;
  private final String metadata;
  private final Bytes data;
  private final int format;

  /**
   * Makes an event. It checks nothing and copies nothing.
   *
   * @param type its type
   * @param id the idempotency key if {@code keyed}, or else a generated id that needs no index
   * @param keyed whether the id is unique in its stream for ever, and a repeat must be recognized
   * @param tags its tags, each once, in their natural order; at most 32 of 1–255 code points each
   * @param metadata canonical JSON of an object
   * @param data opaque bytes; those of a large append may be encrypted while they are written, and then the first use of them
   *     waits for that
   * @param format how the core reads the data; 0 for plain
   */
  public NewEvent(
      String type,
      String id,
      boolean keyed,
      List<String> tags,
      String metadata,
      Bytes data,
      int format) {
    this.type = type;
    this.id = id;
    this.keyed = keyed;
    this.tags = tags;
    this.metadata = metadata;
    this.data = data;
    this.format = format;
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

  /** Returns this event with other data, in the given format. */
  public NewEvent withData(Bytes replacement, int itsFormat) {
    return new NewEvent(type, id, keyed, tags, metadata, replacement, itsFormat);
  }

  /** Returns about how many bytes its metadata and tags have. */
  public int metadataSize() {
    return metadata.length() + length(tags);
  }

  static int length(List<String> tags) {
    int length = 0;
    for (int i = 0; i < tags.size(); i++) {
      length += tags.get(i).length();
    }
    return length;
  }

  /** Returns whether the other object is an event that is equal in everything. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof NewEvent event
        && keyed == event.keyed
        && format == event.format
        && type.equals(event.type)
        && id.equals(event.id)
        && tags.equals(event.tags)
        && metadata.equals(event.metadata)
        && data.equals(event.data);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, id, keyed);
  }

  /** Returns everything that the event has, and of the data its length. */
  @Override
  public String toString() {
    return "NewEvent[type=" + type + ", id=" + id + ", keyed=" + keyed + ", tags=" + tags
        + ", metadata=" + metadata + ", data=" + data + ", format=" + format + "]";
  }
}
