package dev.eventstreams.spi;

import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Where a store is: {@code [jdbc:]scheme:body[?name=value&…]}.
 *
 * <p>The text is split at its first {@code ?}; body, names and values are percent-decoded ({@code %3F} is a {@code ?} in a
 * path); {@code +} and {@code #} stand for themselves. {@link #of} escapes a path. {@link #toString()} hides passwords.
 */
public final class StoreUrl {

  private final String scheme;
  private final String rawBody;
  private final String body;
  private final Map<String, String> options;

  private StoreUrl(String scheme, String rawBody, Map<String, String> options) {
    this.scheme = scheme;
    this.rawBody = rawBody;
    this.body = decode(rawBody);
    this.options = Collections.unmodifiableMap(options);
  }

  /**
   * Reads a URL.
   *
   * @throws IllegalArgumentException if there is no scheme, an escape is broken, or an option is repeated or has no value
   */
  public static StoreUrl parse(String url) {
    String rest = url.regionMatches(true, 0, "jdbc:", 0, 5) ? url.substring(5) : url;
    int colon = rest.indexOf(':');
    if (colon < 1 || !rest.substring(0, colon).matches("[A-Za-z][A-Za-z0-9+.-]*")) {
      throw new IllegalArgumentException(
          "the store URL " + masked(url) + " has no scheme; it is like sqlite:/path/events.db");
    }
    String scheme = rest.substring(0, colon).toLowerCase(Locale.ROOT);
    int question = rest.indexOf('?', colon);
    String rawBody = rest.substring(colon + 1, question < 0 ? rest.length() : question);
    return new StoreUrl(
        scheme, rawBody, question < 0 ? Map.of() : options(rest.substring(question + 1)));
  }

  /** Returns the URL of a path, or any other body, as it stands: {@code ?} and {@code %} in it are escaped. */
  public static StoreUrl of(String scheme, String body) {
    return new StoreUrl(
        scheme.toLowerCase(Locale.ROOT), body.replace("%", "%25").replace("?", "%3F"), Map.of());
  }

  /** Returns this URL with one more option, or another value for it. */
  public StoreUrl with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(name, value);
    return new StoreUrl(scheme, rawBody, more);
  }

  private static Map<String, String> options(String query) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException(
            "an option of a store URL is name=value, not " + Names.quote(maskedOption(pair)));
      }
      String name = decode(pair.substring(0, equals));
      if (options.put(name, decode(pair.substring(equals + 1))) != null) {
        throw new IllegalArgumentException(
            "the option " + Names.quote(name) + " is in the store URL twice");
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
        throw new IllegalArgumentException("unknown option " + Names.quote(name) + " in " + this
            + "; there are " + known.stream().sorted().toList());
      }
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

  /** Returns the URL, which parses to an equal one unless it has a password: that shows as {@code ***}. */
  @Override
  public String toString() {
    String shown = maskedAuthority(rawBody);
    boolean cut =
        !shown.equals(rawBody) && rawBody.indexOf('@') < 0; // the rest of a password follows
    StringBuilder text = new StringBuilder(scheme).append(':').append(shown);
    char separator = '?';
    for (Map.Entry<String, String> option : options.entrySet()) {
      text.append(separator).append(encode(option.getKey())).append('=');
      text.append(cut || isSecret(option.getKey()) ? "***" : encode(option.getValue()));
      separator = '&';
    }
    return text.toString();
  }

  /** Returns the URL with every option, passwords too: for opening, never for showing. */
  public String unmasked() {
    StringBuilder text = new StringBuilder(scheme).append(':').append(rawBody);
    char separator = '?';
    for (Map.Entry<String, String> option : options.entrySet()) {
      text.append(separator)
          .append(encode(option.getKey()))
          .append('=')
          .append(encode(option.getValue()));
      separator = '&';
    }
    return text.toString();
  }

  private static boolean isSecret(String option) {
    String lower = option.toLowerCase(Locale.ROOT);
    return lower.contains("password")
        || lower.contains("secret")
        || lower.contains("key")
        || lower.equals("pwd");
  }

  private static String maskedOption(String pair) {
    // With an @, it may be the end of a password that has a ? in it.
    return isSecret(pair) || pair.indexOf('@') >= 0 ? "***" : pair;
  }

  private static String masked(String url) {
    int question = url.indexOf('?');
    return Names.quote(maskedAuthority(question < 0 ? url : url.substring(0, question) + "?…"));
  }

  private static String maskedAuthority(String body) {
    int start = body.indexOf("//");
    int at = body.lastIndexOf('@');
    int colon = start < 0 ? -1 : body.indexOf(':', start + 2);
    if (start < 0 || colon < 0) {
      return body;
    }
    if (colon < at) {
      return body.substring(0, colon + 1) + "***" + body.substring(at);
    }
    // Without an @, a port or an address in brackets; else a password that was cut at a ? in it.
    boolean shown =
        body.charAt(start + 2) == '[' || body.substring(colon + 1).matches("\\d*(/.*)?");
    return shown ? body : body.substring(0, colon + 1) + "***";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  // Not URLDecoder: it takes + for a space, and leaves malformed UTF-8 as U+FFFD, another file's
  // name.
  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer decoded = ByteBuffer.allocate(encoded.length);
    for (int i = 0; i < encoded.length; i++) {
      if (encoded[i] == '%') {
        int high = i + 2 < encoded.length ? Character.digit(encoded[i + 1], 16) : -1;
        int low = i + 2 < encoded.length ? Character.digit(encoded[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          throw new IllegalArgumentException(
              "a store URL has a % that begins no escape; write %25 for %");
        }
        decoded.put((byte) (high << 4 | low));
        i += 2;
      } else {
        decoded.put(encoded[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(decoded.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a store URL has escapes that are not UTF-8", e);
    }
  }
}
