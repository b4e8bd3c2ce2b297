package dev.eventstreams.spi;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stored metadata that is parsed at the first access, and never without one. Unmodifiable and safe
 * for use by many threads. Only events that are read use it unchecked: an event to append parses,
 * checks and copies it like any other map.
 *
 * <p>Two instances are equal as maps are: if they have the same entries.
 */
public final class LazyMetadata extends AbstractMap<String, @Nullable Object> {

  private final String json;
  private final Function<String, Map<String, @Nullable Object>> parser;
  private @Nullable Map<String, @Nullable Object> parsed;

  /**
   * Wraps the text of a JSON object.
   *
   * @param json canonical JSON
   * @param parser returns an unmodifiable map that threads can share; may be called more than once
   */
  public LazyMetadata(String json, Function<String, Map<String, @Nullable Object>> parser) {
    this.json = json;
    this.parser = parser;
  }

  @Override
  public Set<Entry<String, @Nullable Object>> entrySet() {
    return parsed().entrySet();
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    return parsed().get(key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return parsed().containsKey(key);
  }

  // Needs no lock: two threads may both parse, and both get equal unmodifiable maps.
  private Map<String, @Nullable Object> parsed() {
    Map<String, @Nullable Object> known = parsed;
    if (known == null) {
      known = parser.apply(json);
      parsed = known;
    }
    return known;
  }
}
