package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * An event to append: a type, data, tags, metadata, and optionally an idempotency key, which makes a
 * retry harmless. Immutable: each {@code with…} method returns a new event.
 *
 * <pre>{@code
 * CandidateEvent.of("ClaimFiled", json).withTag("policy:P-9").withMetadata("region", "EMEA").withIdempotencyKey("req-77")
 * }</pre>
 *
 * <p>Tags and metadata are not encrypted, and filters can use them. A tag is a name of 1–255 code
 * points without control characters; an event has at most 32. Every backend finds the events of a
 * tag through an index.
 *
 * <p>Metadata is a JSON object, by default of at most 64 KiB of JSON text: its values are {@link
 * String}, {@link Boolean}, {@link Long}, finite {@link Double}, {@link java.util.List}, {@link
 * Map} and null, nested at most 32 levels deep. {@code Integer}, {@code Short} and {@code Byte} are
 * widened to {@code Long}, and {@code Float} to {@code Double}. A whole {@code Double} in the range
 * of {@code long} becomes a {@code Long}.
 */
public final class CandidateEvent {

  /** The most tags that an event may have. */
  public static final int MAX_TAGS = 32;

  private final String type;
  private final Bytes data;
  private final Set<String> tags;
  private final Map<String, @Nullable Object> metadata;
  private final @Nullable String idempotencyKey;

  private CandidateEvent(
      String type,
      Bytes data,
      Set<String> tags,
      Map<String, @Nullable Object> metadata,
      @Nullable String idempotencyKey) {
    this.type = type;
    this.data = data;
    this.tags = tags;
    this.metadata = metadata;
    this.idempotencyKey = idempotencyKey;
  }

  /**
   * Returns an event without data.
   *
   * @throws IllegalArgumentException if the type is not 1–255 code points without control characters
   */
  public static CandidateEvent of(String type) {
    return of(type, Bytes.empty());
  }

  /** Returns an event with the text, in UTF-8, as its data; see {@link #of(String)}. */
  public static CandidateEvent of(String type, String data) {
    return of(type, Bytes.utf8(Objects.requireNonNull(data, "data")));
  }

  /** Returns an event with a copy of the array as its data; see {@link #of(String)}. */
  public static CandidateEvent of(String type, byte[] data) {
    return of(type, Bytes.of(Objects.requireNonNull(data, "data")));
  }

  /** Returns an event with the given data, by default at most 16 MiB; see {@link #of(String)}. */
  public static CandidateEvent of(String type, Bytes data) {
    return new CandidateEvent(
        Names.eventType(type), Objects.requireNonNull(data, "data"), Set.of(), Map.of(), null);
  }

  /**
   * Returns this event with one more tag; a tag that it has already changes nothing.
   *
   * @throws IllegalArgumentException if the tag is not 1–255 code points without control characters, or the event has 32 tags
   */
  public CandidateEvent withTag(String tag) {
    Objects.requireNonNull(tag, "tag");
    Set<String> more = new TreeSet<>(tags);
    more.add(tag);
    return withTags(more);
  }

  /**
   * Returns this event with these tags instead of its own; repeats count once.
   *
   * @throws IllegalArgumentException if a tag is not 1–255 code points without control characters, or there are more than 32
   */
  public CandidateEvent withTags(Collection<String> replacement) {
    Objects.requireNonNull(replacement, "replacement");
    Set<String> sorted = new TreeSet<>();
    for (String tag : replacement) {
      sorted.add(Names.tag(tag));
    }
    if (sorted.size() > MAX_TAGS) {
      throw new IllegalArgumentException(
          "an event with " + sorted.size() + " tags; the limit is " + MAX_TAGS);
    }
    Set<String> checked = sorted.isEmpty() ? Set.of() : Collections.unmodifiableSet(sorted);
    return new CandidateEvent(type, data, checked, metadata, idempotencyKey);
  }

  /**
   * Returns this event with one more metadata value, which replaces an earlier one of that key.
   *
   * @throws IllegalArgumentException if the value cannot be kept as JSON without loss
   */
  public CandidateEvent withMetadata(String key, @Nullable Object value) {
    Objects.requireNonNull(key, "key");
    Map<String, @Nullable Object> more = new LinkedHashMap<>(metadata);
    more.put(key, value);
    return withMetadata(more);
  }

  /**
   * Returns this event with this metadata instead of its own.
   *
   * @throws IllegalArgumentException if a value cannot be kept as JSON without loss
   */
  public CandidateEvent withMetadata(Map<String, ? extends @Nullable Object> replacement) {
    Objects.requireNonNull(replacement, "replacement");
    return new CandidateEvent(type, data, tags, JsonValues.object(replacement), idempotencyKey);
  }

  /**
   * Returns this event with an idempotency key, which is unique in its stream for ever: an event whose key is there already is
   * not written again.
   *
   * @throws IllegalArgumentException if the key is not 1–255 code points without control characters
   */
  public CandidateEvent withIdempotencyKey(String key) {
    Objects.requireNonNull(key, "key");
    return new CandidateEvent(type, data, tags, metadata, Names.idempotencyKey(key));
  }

  /** Returns the type. */
  public String type() {
    return type;
  }

  /** Returns the data; empty if none was given. */
  public Bytes data() {
    return data;
  }

  /** Returns the tags, unmodifiable, in their natural order. */
  public Set<String> tags() {
    return tags;
  }

  /** Returns the metadata, unmodifiable, with every value in the one form that is described above. */
  public Map<String, @Nullable Object> metadata() {
    return metadata;
  }

  /** Returns the idempotency key; null for an event that is written each time. */
  public @Nullable String idempotencyKey() {
    return idempotencyKey;
  }

  /** Returns whether the other object is an event that is equal in everything. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CandidateEvent event
        && type.equals(event.type)
        && data.equals(event.data)
        && tags.equals(event.tags)
        && metadata.equals(event.metadata)
        && Objects.equals(idempotencyKey, event.idempotencyKey);
  }

  @Override
  public int hashCode() {
    return Objects.hash(type, data, tags, metadata, idempotencyKey);
  }

  /** Returns the type, key, tags and metadata, and of the data its length. */
  @Override
  public String toString() {
    return "CandidateEvent[type=" + type + ", idempotencyKey=" + idempotencyKey + ", tags=" + tags
        + ", metadata=" + metadata + ", data=" + data + "]";
  }
}
