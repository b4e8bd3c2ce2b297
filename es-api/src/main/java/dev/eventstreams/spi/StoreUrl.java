package dev.eventstreams.spi;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The URL of a store: {@code [jdbc:]scheme:body[?name=value&…]}.
 *
 * <p>The text is split at its first {@code ?}. Body, names and values are percent-decoded ({@code
 * %3F} is a {@code ?} in a path); {@code +} and {@code #} are literal. {@link #of} escapes a path.
 * {@link #toString()} hides everything that may be a password.
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
   * Parses a URL.
   *
   * @throws IllegalArgumentException if there is no scheme, an escape is malformed, or an option is
   *     repeated or is not {@code name=value}
   */
  public static StoreUrl parse(String url) {
    Objects.requireNonNull(url, "url");
    String rest = url.regionMatches(true, 0, "jdbc:", 0, 5) ? url.substring(5) : url;
    int colon = rest.indexOf(':');
    if (colon < 1 || !rest.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
      throw new IllegalArgumentException("the store URL " + ShownUrl.unreadable(url)
          + " has no scheme; an example is sqlite:/path/events.db");
    }
    String scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
    int question = rest.indexOf('?', colon);
    String rawBody = rest.substring(colon + 1, question < 0 ? rest.length() : question);
    return new StoreUrl(
        scheme, rawBody, question < 0 ? Map.of() : options(rest.substring(question + 1)));
  }

  /**
   * Returns the URL of an unescaped path: {@code ?}, {@code %}, {@code @} and {@code ;} in the path
   * are escaped.
   */
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

  // The message does not show a broken option: it may be the rest of a password that contains a ?.
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
            "option " + number + " of the store URL has the name of an earlier option");
      }
    }
    return options;
  }

  /** Returns the scheme in lower case. */
  public String scheme() {
    return scheme;
  }

  /** Returns the body, the text between scheme and options, decoded. */
  public String body() {
    return body;
  }

  /** Returns the body before decoding, for a backend that splits it first. */
  public String rawBody() {
    return rawBody;
  }

  /** Returns the options, decoded, in the order of the URL. */
  public Map<String, String> options() {
    return options;
  }

  /**
   * Returns this URL if it has only options of these names.
   *
   * @throws IllegalArgumentException if it has an option with another name
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
   * Returns this URL if its body can be a path, for backends whose messages show the path.
   *
   * @throws IllegalArgumentException if the URL has the form {@code scheme://user:password@host}
   */
  public StoreUrl namingPath() {
    if (rawBody.startsWith("//") && rawBody.indexOf('@') > 0) {
      throw new IllegalArgumentException("the store URL " + this
          + " names a server, but this backend needs a path; in a path, write @ as %40");
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
   * Returns the URL in readable form, without control characters. Possible users and passwords, and
   * the value of each option that is not known to be harmless, are shown as {@code ***}; paths and
   * hosts are shown. To open the URL, use {@link #unmasked()}.
   */
  @Override
  public String toString() {
    return shown().with(scheme, options);
  }

  private ShownUrl shown() {
    return ShownUrl.of(rawBody, options);
  }

  /** Returns the URL with every option and password: for opening, never for messages. */
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
