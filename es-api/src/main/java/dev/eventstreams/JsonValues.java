package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Converts metadata, and the values that filters compare with it, into the one form for which
 * equality is defined (A14).
 */
final class JsonValues {

  static final int MAX_DEPTH = 32;

  private static final double TWO_TO_63 = 0x1p63;

  private JsonValues() {}

  /** Returns an unmodifiable copy whose values are all of the allowed types. */
  static Map<String, @Nullable Object> object(Map<String, ? extends @Nullable Object> metadata) {
    if (metadata instanceof Checked) {
      @SuppressWarnings("unchecked") // read-only from here on
      Map<String, @Nullable Object> same = (Map<String, @Nullable Object>) metadata;
      return same;
    }
    return metadata.isEmpty() ? Map.of() : new Checked(copyObject(metadata, 1));
  }

  /** Returns the value in that one form, or refuses it. */
  static @Nullable Object value(@Nullable Object value, int depth) {
    if (value == null || value instanceof Boolean || value instanceof Long) {
      return value;
    }
    if (value instanceof String text) {
      return text(text);
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof Double || value instanceof Float) {
      return number(((Number) value).doubleValue());
    }
    if (value instanceof List<?> list) {
      return copyList(list, depth);
    }
    if (value instanceof Map<?, ?> map) {
      return copyObject(map, depth);
    }
    throw new IllegalArgumentException(
        "metadata cannot hold a " + value.getClass().getName()
            + "; use a String (allowed: String, Boolean, Long, Double, List, Map, null)");
  }

  private static Object number(double number) {
    if (!Double.isFinite(number)) {
      throw new IllegalArgumentException(
          "metadata cannot hold " + number + ", which JSON has no number for; use a String");
    }
    boolean whole = number == Math.rint(number) && number >= -TWO_TO_63 && number < TWO_TO_63;
    return whole ? (Object) (long) number : (Object) number;
  }

  /**
   * Returns the text, or refuses it if it has NUL or an unpaired surrogate: databases cannot hold
   * those.
   */
  static String text(String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("text " + Names.quote(text) + " holds NUL");
    }
    if (Names.hasUnpairedSurrogate(text)) {
      throw new IllegalArgumentException(
          "text " + Names.quote(text) + " has an unpaired surrogate");
    }
    return text;
  }

  private static List<@Nullable Object> copyList(List<?> list, int depth) {
    checkDepth(depth);
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    for (Object element : list) {
      try {
        copy.add(value(element, depth + 1));
      } catch (IllegalArgumentException e) {
        throw refused("[" + copy.size() + "]", e);
      }
    }
    return Collections.unmodifiableList(copy);
  }

  private static Map<String, @Nullable Object> copyObject(
      Map<?, ? extends @Nullable Object> map, int depth) {
    checkDepth(depth);
    Map<String, @Nullable Object> copy = new TreeMap<>(); // sorted as the stored text is
    for (Map.Entry<?, ? extends @Nullable Object> entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String key)) {
        throw new IllegalArgumentException(
            "metadata key " + Names.quote(String.valueOf(entry.getKey())) + " is not a String");
      }
      try {
        copy.put(text(key), value(entry.getValue(), depth + 1));
      } catch (IllegalArgumentException e) {
        throw refused(Names.quote(key), e);
      }
    }
    return Collections.unmodifiableMap(copy);
  }

  // A message starts with the outer keys: "a": [2]: "b": metadata cannot hold …
  private static IllegalArgumentException refused(String where, IllegalArgumentException inner) {
    return new IllegalArgumentException(where + ": " + inner.getMessage(), inner.getCause());
  }

  private static void checkDepth(int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "metadata is nested more than " + MAX_DEPTH + " levels deep");
    }
  }

  /** Metadata that {@link #object} has already checked, so that it is not copied again. */
  private static final class Checked extends AbstractMap<String, @Nullable Object> {

    private final Map<String, @Nullable Object> values;

    Checked(Map<String, @Nullable Object> values) {
      this.values = values;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      return values.get(key);
    }

    @Override
    public boolean containsKey(@Nullable Object key) {
      return values.containsKey(key);
    }

    @Override
    public Set<Entry<String, @Nullable Object>> entrySet() {
      return values.entrySet();
    }
  }
}
