package dev.eventstreams.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Where a store is: {@code [jdbc:]scheme:body[?name=value&…]}.
 *
 * <p>The text is split at its first {@code ?}; body, names and values are percent-decoded ({@code %3F} is a {@code ?} in a
 * path); {@code +} and {@code #} stand for themselves. {@link #of} escapes a path. {@link #toString()} hides what may be a password.
 */
public final class StoreUrl {

  private final String scheme;
  private final String rawBody;
  private final String body;
  private final Map<String, String> options;

  private StoreUrl(String scheme, String rawBody, Map<String, String> options) {
    this.scheme = scheme;
    this.rawBody = rawBody;
    this.body = Percent.decode(rawBody);
    this.options = Collections.unmodifiableMap(options);
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if there is no scheme, an escape is broken, or an option is repeated or has no value
   */
  public static StoreUrl parse(String url) {
    Objects.requireNonNull(url, "url");
    String rest = url.regionMatches(true, 0, "jdbc:", 0, 5) ? url.substring(5) : url;
    int colon = rest.indexOf(':');
    if (colon < 1 || !rest.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
      throw new IllegalArgumentException("the store URL " + ShownUrl.unreadable(url)
          + " has no scheme; it is like sqlite:/path/events.db");
    }
    String scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
    int question = rest.indexOf('?', colon);
    String rawBody = rest.substring(colon + 1, question < 0 ? rest.length() : question);
    return new StoreUrl(
        scheme, rawBody, question < 0 ? Map.of() : options(rest.substring(question + 1)));
  }

  /** Returns the URL of a path as it stands: {@code ?}, {@code %}, {@code @} and {@code ;} in it are escaped. */
  public static StoreUrl of(String scheme, String body) {
    Objects.requireNonNull(scheme, "scheme");
    Objects.requireNonNull(body, "body");
    return new StoreUrl(scheme.toLowerCase(Locale.ROOT), Percent.encodePath(body), Map.of());
  }

  /** Returns this URL with one more option, or another value for it. */
  public StoreUrl with(String name, String value) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(value, "value");
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new StoreUrl(scheme, rawBody, more);
  }

  // What is not name=value is not shown: it may be the rest of a password with a ? in it.
  private static Map<String, String> options(String query) {
    Map<String, String> options = new LinkedHashMap<>();
    int number = 0;
    for (String pair : query.split("&", -1)) {
      number++;
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("option " + number
            + " of the store URL is not name=value; in a password, write ? as %3F and & as %26");
      }
      String name = Percent.decode(pair.substring(0, equals));
      if (options.put(name, Percent.decode(pair.substring(equals + 1))) != null) {
        throw new IllegalArgumentException(
            "option " + number + " of the store URL has the name of one before it");
      }
    }
    return options;
  }

  /** Returns the scheme in lower case. */
  public String scheme() {
    return scheme;
  }

  /** Returns what stands between scheme and options, decoded. */
  public String body() {
    return body;
  }

  /** Returns the body before decoding, for a backend that takes it apart first. */
  public String rawBody() {
    return rawBody;
  }

  /** Returns the options, decoded, in the order given. */
  public Map<String, String> options() {
    return options;
  }

  /**
   * Returns this URL if it has no other options than these.
   *
   * @throws IllegalArgumentException if it has one that is not known
   */
  public StoreUrl allowingOnly(Set<String> known) {
    for (String name : options.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException("unknown option " + shown().name(name) + " in " + this
            + "; there are " + known.stream().sorted().toList());
      }
    }
    return this;
  }

  /**
   * Returns this URL if its body can be a path, for backends whose messages show it.
   *
   * @throws IllegalArgumentException if it is like {@code scheme://user:password@host}
   */
  public StoreUrl namingPath() {
    if (rawBody.startsWith("//") && rawBody.indexOf('@') > 0) {
      throw new IllegalArgumentException("the store URL " + this
          + " names a server, where it is to name a path; in a path, write @ as %40");
    }
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StoreUrl that
        && scheme.equals(that.scheme)
        && body.equals(that.body)
        && options.equals(that.options);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * scheme.hashCode() + body.hashCode()) + options.hashCode();
  }

  /**
   * Returns the URL for people, without control characters: what may be a user or a password, and the value of each option that is
   * not known to be harmless, shows as {@code ***}. Paths and hosts show. To open it, use {@link #unmasked()}.
   */
  @Override
  public String toString() {
    return shown().with(scheme, options);
  }

  private ShownUrl shown() {
    return ShownUrl.of(rawBody, options);
  }

  /** Returns the URL with every option, passwords too: for opening, never for showing. */
  public String unmasked() {
    StringBuilder text = new StringBuilder(scheme).append(':').append(rawBody);
    char separator = '?';
    for (Map.Entry<String, String> option : options.entrySet()) {
      text.append(separator)
          .append(Percent.encode(option.getKey()))
          .append('=')
          .append(Percent.encode(option.getValue()));
      separator = '&';
    }
    return text.toString();
  }
}
