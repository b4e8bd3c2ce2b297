package dev.eventstreams.spi;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Stored metadata that is parsed when it is first looked at, and never if it is not. Unmodifiable and thread-safe. It is trusted in
 * what is read only: an event that is appended with it has it parsed, checked and copied like any other map.
 *
 * <p>Two of them are equal as maps are: by what they hold.
 */
public final class LazyMetadata extends AbstractMap<String, @Nullable Object> {

  private final String json;
  private final Function<String, Map<String, @Nullable Object>> parser;
  private @Nullable Map<String, @Nullable Object> parsed;

  /**
   * Wraps the text of a JSON object.
   *
   * @param json canonical JSON
   * @param parser returns an unmodifiable map that is safe to share between threads; may be called more than once
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

  // Without a lock: two threads may both parse, and both get equal unmodifiable maps.
  private Map<String, @Nullable Object> parsed() {
    Map<String, @Nullable Object> known = parsed;
    if (known == null) {
      known = parser.apply(json);
      parsed = known;
    }
    return known;
  }
}
