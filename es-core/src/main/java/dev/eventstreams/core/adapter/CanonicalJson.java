package dev.eventstreams.core.adapter;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON text of a metadata value: equal values have equal texts, whichever JDK and backend wrote them.
 *
 * <p>No white space; keys sorted as {@link String#compareTo} sorts; strings escape {@code "}, {@code \} and U+0000–U+001F
 * alone, with the two-character escapes where RFC 8259 has one and {@code \}{@code u00xx} in lower case elsewhere; whole numbers
 * in plain digits; others rounded to 15 significant digits, or to 16 or 17 where fewer do not read back as the same double,
 * without zeros at the end, written as {@link BigDecimal#toString()} does ({@link Double#toString} differs between JDKs).
 */
public final class CanonicalJson {

  private static final String[] ESCAPES = escapes();

  private CanonicalJson() {}

  /** Returns the text of a metadata object, or of a value of one. */
  public static String write(@Nullable Object value) {
    if (value instanceof Map<?, ?> map && map.isEmpty()) {
      return "{}";
    }
    StringBuilder json = new StringBuilder(64);
    write(value, json);
    return json.toString();
  }

  /**
   * Returns the metadata object of a text; unmodifiable and safe to share.
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
      json.append(value); // null or a Boolean: as JSON writes them
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

  // Metadata is sorted when an event is made, so this nearly always spares the sorting.
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

  // Texts in which nothing is to be escaped are appended whole, which copies them at once.
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

  // A decimal of up to 15 digits survives the way through a double, so what people write comes out
  // as they wrote it. 17 digits always read back.
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
