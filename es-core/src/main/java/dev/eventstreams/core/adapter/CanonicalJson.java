package dev.eventstreams.core.adapter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The canonical JSON text of metadata: equal values have equal texts on every JDK and every
 * backend.
 *
 * <p>The text has no white space. Keys are sorted by {@link String#compareTo}. Strings escape only
 * {@code "}, {@code \} and U+0000–U+001F: with the two-character escape if RFC 8259 has one, else
 * as {@code \}{@code u00xx} in lower case. A Long has plain digits. A Double is rounded to 15
 * significant digits, or to 16 or 17 if fewer digits do not read back as the same double. It has no
 * zeros at the end and is written as by {@link BigDecimal#toString()}, because
 * {@link Double#toString} differs between JDKs.
 */
public final class CanonicalJson {

  private static final String[] ESCAPES = escapes();

  private CanonicalJson() {}

  /** Returns the text of a metadata object or of one of its values. */
  public static String write(@Nullable Object value) {
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "{}";
    }
    StringBuilder json = new StringBuilder(64);
    write(value, json);
    return json.toString();
  }

  /**
   * Returns the metadata object of a text. It is unmodifiable and safe to share.
   *
   * @throws IllegalArgumentException if the text is not a JSON object
   */
  public static Map<String, @Nullable Object> read(String json) {
    return JsonReader.read(json);
  }

  private static void write(@Nullable Object value, StringBuilder json) {
    if (value instanceof String text) {
      writeText(text, json);
    } else if (value instanceof Double number) {
      json.append(rounded(number));
    } else if (value instanceof Map<?, ?> map) {
      writeObject(map, json);
    } else if (value instanceof List<?> list) {
      writeList(list, json);
    } else if (value instanceof Long number) {
      json.append(number.longValue());
    } else {
      json.append(value); // null or a Boolean, with the text of JSON
    }
  }

  private static void writeObject(Map<?, ?> map, StringBuilder json) {
    json.append('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : (isSorted(map) ? map : new TreeMap<>(map)).entrySet()) {
      if (!first) {
        json.append(',');
      }
      first = false;
      writeText((String) entry.getKey(), json);
      json.append(':');
      write(entry.getValue(), json);
    }
    json.append('}');
  }

  // Metadata is sorted when an event is made, so this check nearly always avoids a sort.
  private static boolean isSorted(Map<?, ?> map) {
    String last = null;
    for (Object key : map.keySet()) {
      String next = (String) key;
      if (last != null && last.compareTo(next) > 0) {
        return false;
      }
      last = next;
    }
    return true;
  }

  private static void writeList(List<?> list, StringBuilder json) {
    json.append('[');
    for (int i = 0; i < list.size(); i++) {
      if (i > 0) {
        json.append(',');
      }
      write(list.get(i), json);
    }
    json.append(']');
  }

  // Appends a text without escapes as a whole, which is one copy.
  private static void writeText(String text, StringBuilder json) {
    json.append('"');
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ESCAPES.length && !ESCAPES[c].isEmpty()) {
        json.append(text, from, i).append(ESCAPES[c]);
        from = i + 1;
      }
    }
    if (from == 0) {
      json.append(text);
    } else {
      json.append(text, from, text.length());
    }
    json.append('"');
  }

  // A decimal of up to 15 digits survives the conversion to a double and back, so a typed number
  // keeps its digits. 17 digits always read back as the same double.
  private static String rounded(double number) {
    BigDecimal exact = new BigDecimal(number);
    for (int digits = 15; digits < 17; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.doubleValue() == number) {
        return rounded.stripTrailingZeros().toString();
      }
    }
    return exact.round(new MathContext(17)).stripTrailingZeros().toString();
  }

  private static String[] escapes() {
    String[] escapes = new String['\\' + 1];
    for (int c = 0; c < escapes.length; c++) {
      escapes[c] = c < 0x20 ? String.format(Locale.ROOT, "\\u%04x", c) : "";
    }
    escapes['\b'] = "\\b";
    escapes['\t'] = "\\t";
    escapes['\n'] = "\\n";
    escapes['\f'] = "\\f";
    escapes['\r'] = "\\r";
    escapes['"'] = "\\\"";
    escapes['\\'] = "\\\\";
    return escapes;
  }
}
