package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event to append: a type, data, metadata, and optionally an idempotency key, which makes a
 * retry harmless.
 *
 * <pre>{@code
 * CandidateEvent.of("ClaimFiled", json).withMetadata("region", "EMEA").withIdempotencyKey("req-77")
 * }</pre>
 *
 * <p>Metadata is not encrypted, and filters can use it. It is a JSON object: its values are {@link
 * String}, {@link Boolean}, {@link Long}, finite {@link Double}, {@link java.util.List}, {@link
 * Map} and null, nested at most 32 levels deep. {@code Integer}, {@code Short} and {@code Byte} are
 * widened to {@code Long}, and {@code Float} to {@code Double}. A whole {@code Double} in the range
 * of {@code long} becomes a {@code Long}.
 *
 * @param type the type: 1–255 code points without control characters
 * @param data any bytes, by default at most 16 MiB
 * @param metadata a JSON object, by default at most 64 KiB of JSON text; null values are allowed
 * @param idempotencyKey unique in its stream for ever: an event whose key is already in the stream
 *     is not written again; null for an event that is written each time
 */
public record CandidateEvent(
    String type,
    Bytes data,
    Map<String, @Nullable Object> metadata,
    @Nullable String idempotencyKey) {

  /**
   * Checks the values and copies the metadata.
   *
   * @throws IllegalArgumentException if the type, the idempotency key or the metadata is not as
   *     described above
   */
  // Not a compact constructor: its class file would not contain that the map's values may be null.
  public CandidateEvent(
      String type,
      Bytes data,
      Map<String, @Nullable Object> metadata,
      @Nullable String idempotencyKey) {
    this.type = Names.eventType(type);
    this.data = Objects.requireNonNull(data, "data");
    this.metadata = JsonValues.object(Objects.requireNonNull(metadata, "metadata"));
    this.idempotencyKey = idempotencyKey == null ? null : Names.idempotencyKey(idempotencyKey);
  }

  /** Returns an event without data. */
  public static CandidateEvent of(String type) {
    return of(type, Bytes.empty());
  }

  /** Returns an event whose data is the text, encoded in UTF-8. */
  public static CandidateEvent of(String type, String data) {
    return of(type, Bytes.utf8(Objects.requireNonNull(data, "data")));
  }

  /** Returns an event whose data is a copy of the array. */
  public static CandidateEvent of(String type, byte[] data) {
    return of(type, Bytes.of(Objects.requireNonNull(data, "data")));
  }

  /** Returns an event with the given data. */
  public static CandidateEvent of(String type, Bytes data) {
    return new CandidateEvent(type, data, Map.of(), null);
  }

  /**
   * Returns this event with one more metadata value, which replaces an earlier value of that key.
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
   * Returns this event with the given metadata; its earlier metadata is dropped.
   *
   * @throws IllegalArgumentException if a value cannot be kept as JSON without loss
   */
  public CandidateEvent withMetadata(Map<String, ? extends @Nullable Object> replacement) {
    Objects.requireNonNull(replacement, "replacement");
    return new CandidateEvent(type, data, new LinkedHashMap<>(replacement), idempotencyKey);
  }

  /** Returns this event with an idempotency key: the stream stores only one event with that key. */
  public CandidateEvent withIdempotencyKey(String key) {
    Objects.requireNonNull(key, "key");
    return new CandidateEvent(type, data, metadata, key);
  }
}
