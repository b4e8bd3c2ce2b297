package dev.eventstreams.core;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.adapter.CanonicalJson;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes an event as a line of a {@link StreamFile}, and reads it. */
final class StreamLine {

  private static final String CRC = ",\"crc\":\"";
  private static final int CRC_LENGTH = CRC.length() + 8 + 2;

  private StreamLine() {}

  /** Returns the event as a line with its line break. */
  static String write(StoredEvent event) {
    StringBuilder line = new StringBuilder(256 + event.data().length());
    line.append("{\"version\":").append(event.version());
    line.append(",\"time\":\"").append(event.timestamp()).append('"');
    field(line, "type", event.type());
    field(line, "id", event.id());
    if (event.redacted()) {
      line.append(",\"redacted\":true");
    } else {
      String text = text(event.data());
      field(
          line,
          text == null ? "base64" : "data",
          text == null ? Base64.getEncoder().encodeToString(event.data().toArray()) : text);
    }
    if (!event.tags().isEmpty()) {
      line.append(",\"tags\":").append(CanonicalJson.write(List.copyOf(event.tags())));
    }
    line.append(",\"metadata\":").append(CanonicalJson.write(event.metadata()));
    return line + CRC + crc(line.toString()) + "\"}\n";
  }

  private static void field(StringBuilder line, String name, String value) {
    line.append(",\"").append(name).append("\":").append(CanonicalJson.write(value));
  }

  /**
   * Returns the data as text, or null if it is not text: not UTF-8, or with control characters
   * other than tab, LF and CR.
   */
  private static @Nullable String text(Bytes data) {
    try {
      String text =
          StandardCharsets.UTF_8.newDecoder().decode(data.asByteBuffer()).toString();
      boolean plain = text.chars().allMatch(c -> c >= 0x20 || c == '\t' || c == '\n' || c == '\r');
      return plain ? text : null;
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static String crc(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format(Locale.ROOT, "%08x", crc.getValue());
  }

  /**
   * Reads a line, whose id becomes the idempotency key.
   *
   * @throws IllegalArgumentException if the line is not an event, or does not fit its checksum
   */
  static CandidateEvent read(String line) {
    int end = line.length() - CRC_LENGTH;
    if (end > 0 && line.startsWith(CRC, end)) {
      String crc = line.substring(end + CRC.length(), line.length() - 2);
      if (!crc.equals(crc(line.substring(0, end)))) {
        throw new IllegalArgumentException("it does not fit its checksum");
      }
    }
    Map<String, @Nullable Object> fields;
    try {
      fields = CanonicalJson.read(line);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("it is not a JSON object", e);
    }
    if (fields.containsKey("redacted")) {
      throw new IllegalArgumentException("the event was redacted, and its data is lost");
    }
    return CandidateEvent.of(text(fields, "type"), data(fields))
        .withIdempotencyKey(text(fields, "id"))
        .withTags(tags(fields))
        .withMetadata(metadata(fields));
  }

  private static Bytes data(Map<String, @Nullable Object> fields) {
    if (fields.containsKey("data") == fields.containsKey("base64")) {
      throw new IllegalArgumentException("it needs either data or base64");
    }
    if (fields.containsKey("data")) {
      return Bytes.utf8(text(fields, "data"));
    }
    try {
      return Bytes.of(Base64.getDecoder().decode(text(fields, "base64")));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its base64 is not valid", e);
    }
  }

  private static List<String> tags(Map<String, @Nullable Object> fields) {
    if (!(fields.getOrDefault("tags", List.of()) instanceof List<?> list)) {
      throw new IllegalArgumentException("its tags are not a list");
    }
    List<String> tags = new ArrayList<>();
    for (Object tag : list) {
      if (!(tag instanceof String text)) {
        throw new IllegalArgumentException("a tag is not text");
      }
      tags.add(text);
    }
    return tags;
  }

  private static Map<String, @Nullable Object> metadata(Map<String, @Nullable Object> fields) {
    Object metadata = fields.getOrDefault("metadata", Map.of());
    if (!(metadata instanceof Map<?, ?>)) {
      throw new IllegalArgumentException("its metadata is not an object");
    }
    @SuppressWarnings("unchecked") // keys of a JSON object are strings
    Map<String, @Nullable Object> object = (Map<String, @Nullable Object>) metadata;
    return object;
  }

  private static String text(Map<String, @Nullable Object> fields, String name) {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IllegalArgumentException("it has no text \"" + name + "\"");
  }
}
