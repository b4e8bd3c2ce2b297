package dev.eventstreams.spi;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The form in which a {@link StoreUrl} is shown: paths and hosts always, the values of options only
 * if the option is on a list, and possible users and passwords never.
 *
 * <p>The text before the last {@code @} of the body may be a password, which may contain any
 * character, so all of it is hidden. A body that begins with {@code //} and has no readable hosts
 * is hidden too: it may be the part of a password before a {@code ?}, and then the names of the
 * options may be the rest of that password.
 */
final class ShownUrl {

  static final String HIDDEN = "***";

  private static final Set<String> SHOWN = Set.of(
      "busy_timeout",
      "connectTimeout",
      "create",
      "damage",
      "lock_timeout",
      "loginTimeout",
      "mode",
      "pool_size",
      "prepareThreshold",
      "schema",
      "segment",
      "socketTimeout",
      "ssl",
      "sslmode",
      "synchronous",
      "targetServerType");
  private static final Set<String> MAY_HAVE_AN_AT = Set.of("user", "password", "listen");
  private static final Pattern PLAIN_VALUE = Pattern.compile("[A-Za-z0-9_.\\-]{0,64}");
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_.\\-]{0,31}");
  private static final Pattern PLAIN_TEXT = Pattern.compile("[\\p{L}\\p{N}/\\\\._ \\-]{0,200}");

  private static final String HOST =
      "([\\p{L}\\p{N}._\\-]*|\\[[A-Za-z0-9.:%_\\-]*\\])(:[0-9]{1,5})?";
  private static final Pattern HOSTS = Pattern.compile(HOST + "(," + HOST + ")*(?=[/;]|$)");
  private static final Pattern SERVER = Pattern.compile("([A-Za-z][A-Za-z0-9+.\\-]*:)*//");
  // As in jdbc:other://host;password=x. A path may contain a semicolon, but rarely with a later =.
  private static final Pattern PARAMETERS = Pattern.compile(";[^/]*=.*", Pattern.DOTALL);
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}|[\\x{80}-\\x{9f}]");

  private final String body;
  private final boolean namesShown;

  private ShownUrl(String body, boolean namesShown) {
    this.body = body;
    this.namesShown = namesShown;
  }

  static ShownUrl of(String rawBody, Map<String, String> options) {
    Matcher server = SERVER.matcher(rawBody);
    String start = server.lookingAt() ? server.group() : "";
    int at = rawBody.lastIndexOf('@');
    if (at >= 0 && !PARAMETERS.matcher(rawBody).find()) {
      return new ShownUrl(start + HIDDEN + shown(rawBody.substring(at)), true);
    }
    boolean readable = start.isEmpty()
        || HOSTS.matcher(rawBody).region(start.length(), rawBody.length()).lookingAt();
    return readable && at < 0 && !mayGoOn(rawBody, !start.isEmpty(), options)
        ? new ShownUrl(shown(rawBody), true)
        : new ShownUrl(start + HIDDEN, false);
  }

  private static String shown(String body) {
    String plain = PARAMETERS.matcher(body).replaceFirst(";" + HIDDEN);
    return CONTROL.matcher(plain).replaceAll(found -> Percent.encode(found.group()));
  }

  // A password may continue in the options: in //user:12?34=5@host the password is 12?34=5.
  private static boolean mayGoOn(String body, boolean server, Map<String, String> options) {
    return (!server || body.indexOf(':') > 0)
        && options.entrySet().stream()
            .anyMatch(option -> option.getKey().indexOf('@') >= 0
                || (option.getValue().indexOf('@') >= 0
                    && !(server && MAY_HAVE_AN_AT.contains(option.getKey()))));
  }

  /** Returns the name of an option, in quotes. */
  String name(String name) {
    return namesShown && PLAIN_NAME.matcher(name).matches() ? Names.quote(name) : HIDDEN;
  }

  String with(String scheme, Map<String, String> options) {
    StringBuilder text = new StringBuilder(scheme).append(':').append(body);
    char separator = '?';
    for (Map.Entry<String, String> option : options.entrySet()) {
      String name = option.getKey();
      boolean plain = namesShown && PLAIN_NAME.matcher(name).matches();
      text.append(separator).append(plain ? name : HIDDEN).append('=');
      text.append(plain && isShown(name, option.getValue()) ? option.getValue() : HIDDEN);
      separator = '&';
    }
    return text.toString();
  }

  private static boolean isShown(String name, String value) {
    return SHOWN.contains(name) && PLAIN_VALUE.matcher(value).matches();
  }

  /**
   * Returns a text that is not a URL: in quotes if it cannot contain a password, otherwise hidden.
   */
  static String unreadable(String text) {
    return PLAIN_TEXT.matcher(text).matches() ? Names.quote(text) : HIDDEN;
  }
}
