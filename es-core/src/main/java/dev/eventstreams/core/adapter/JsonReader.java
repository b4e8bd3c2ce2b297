package dev.eventstreams.core.adapter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Parses metadata. Whole numbers in the range of {@code long} become a Long, other numbers a
 * Double.
 */
final class JsonReader {

  // The limits of metadata are checked when it is written. Here they would only reject metadata
  // that a later version allowed. Keys that collide in Jackson's symbol table are valid data.
  private static final JsonFactory FACTORY = JsonFactory.builder()
      .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
      .streamReadConstraints(StreamReadConstraints.builder()
          .maxStringLength(Integer.MAX_VALUE)
          .maxNameLength(Integer.MAX_VALUE)
          .maxNumberLength(Integer.MAX_VALUE)
          .maxNestingDepth(1_000)
          .build())
      .build();

  private JsonReader() {}

  static Map<String, @Nullable Object> read(String json) {
    if (json.equals("{}")) {
      return Map.of();
    }
    try (JsonParser parser = FACTORY.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new IllegalArgumentException("stored metadata is not a JSON object");
      }
      Map<String, @Nullable Object> object = object(parser);
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("stored metadata continues after its JSON object");
      }
      return object;
    } catch (
        JsonProcessingException e) { // its message has parts of the text, which a log would show
      JsonLocation at = e.getLocation();
      throw new IllegalArgumentException("stored metadata is not JSON"
          + (at == null ? "" : ", at character " + at.getCharOffset()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // never thrown for a String
    }
  }

  private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
    Map<String, @Nullable Object> object = new LinkedHashMap<>();
    for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
      parser.nextToken();
      object.put(key, value(parser));
    }
    return Collections.unmodifiableMap(object);
  }

  private static List<@Nullable Object> list(JsonParser parser) throws IOException {
    List<@Nullable Object> list = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      list.add(value(parser));
    }
    return Collections.unmodifiableList(list);
  }

  private static @Nullable Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> list(parser);
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      case VALUE_NUMBER_INT -> whole(parser);
      case VALUE_NUMBER_FLOAT -> number(parser.getDoubleValue());
      default ->
        throw new IllegalArgumentException(
            "stored metadata has an unexpected " + parser.currentToken());
    };
  }

  private static Object whole(JsonParser parser) throws IOException {
    return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
        ? (Object) parser.getDoubleValue()
        : (Object) parser.getLongValue();
  }

  private static Object number(double number) {
    boolean whole = number == Math.rint(number) && number >= -0x1p63 && number < 0x1p63;
    return whole ? (Object) (long) number : (Object) number;
  }
}
