package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that is yet to be appended: a type, data, metadata, and perhaps a key that makes a retry harmless.
 *
 * <pre>{@code
 * CandidateEvent.of("ClaimFiled", json).withMetadata("region", "EMEA").withIdempotencyKey("req-77")
 * }</pre>
 *
 * <p>Metadata stays in the clear and can be filtered on. It is a JSON object: its values are {@link String}, {@link
 * Boolean}, {@link Long}, finite {@link Double}, {@link java.util.List}, {@link Map} and null, nested at most 32 deep.
 * Other whole number types are widened to {@code Long}, {@code Float} to {@code Double}, and a whole {@code Double} in
 * the range of {@code long} becomes a {@code Long}.
 *
 * @param type 1–255 code points without control characters
 * @param data any bytes, by default at most 16 MiB
 * @param metadata a JSON object, by default at most 64 KiB of JSON text; null values are allowed
 * @param idempotencyKey unique in its stream for ever: an event whose key is already there is not written again; null for
 *     an event that is written each time
 */
public record CandidateEvent(
    String type,
    Bytes data,
    Map<String, @Nullable Object> metadata,
    @Nullable String idempotencyKey) {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if the type, the key or the metadata is not as described above
   */
  // In full: a compact constructor's class file does not say that the map's values may be null.
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

  /** Returns an event with the text, in UTF-8, as its data. */
  public static CandidateEvent of(String type, String data) {
    return of(type, Bytes.utf8(Objects.requireNonNull(data, "data")));
  }

  /** Returns an event with a copy of the array as its data. */
  public static CandidateEvent of(String type, byte[] data) {
    return of(type, Bytes.of(Objects.requireNonNull(data, "data")));
  }

  /** Returns an event with the given data. */
  public static CandidateEvent of(String type, Bytes data) {
    return new CandidateEvent(type, data, Map.of(), null);
  }

  /**
   * Returns this event with one more metadata value; an earlier one of that key is replaced.
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
    return new CandidateEvent(type, data, new LinkedHashMap<>(replacement), idempotencyKey);
  }

  /** Returns this event with the key under which it is written once. */
  public CandidateEvent withIdempotencyKey(String key) {
    Objects.requireNonNull(key, "key");
    return new CandidateEvent(type, data, metadata, key);
  }
}
