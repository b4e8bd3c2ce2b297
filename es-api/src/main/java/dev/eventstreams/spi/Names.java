package dev.eventstreams.spi;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule for every name in a store (contract A9): stream ids, event types, idempotency keys, tags,
 * and the names of projections and recipients have 1–255 code points, no control characters and no
 * unpaired surrogates; stream ids do not start with {@code @}.
 */
public final class Names {

  /** The most code points that a name may have. */
  public static final int MAX_CODE_POINTS = 255;

  /** The name of the whole store as a source, also of its snapshots; no stream can have it. */
  public static final String ALL = "@all";

  private static final Set<String> PERMANENT_RECIPIENTS = Set.of(ALL, "@ring");
  private static final Set<String> RESERVED_RECIPIENTS = Set.of(ALL, "@snapshots", "@ring");

  private Names() {}

  /**
   * Returns the stream id if it follows the rule.
   *
   * @throws IllegalArgumentException if the stream id breaks the rule
   */
  public static String streamId(String id) {
    requirePresent("stream id", id);
    if (id.equals(ALL)) {
      throw new IllegalArgumentException(
          "\"@all\" is not a stream: use store.all() to read every stream; it cannot be written");
    }
    if (id.startsWith("@")) {
      throw new IllegalArgumentException(
          "stream id " + quote(id) + " starts with @, which is reserved");
    }
    return check("stream id", id);
  }

  /**
   * Returns the event type if it follows the rule.
   *
   * @throws IllegalArgumentException if the event type breaks the rule
   */
  public static String eventType(String type) {
    return check("event type", type);
  }

  /**
   * Returns the idempotency key if it follows the rule.
   *
   * @throws IllegalArgumentException if the idempotency key breaks the rule
   */
  public static String idempotencyKey(String key) {
    return check("idempotency key", key);
  }

  /**
   * Returns the tag if it follows the rule.
   *
   * @throws IllegalArgumentException if the tag breaks the rule
   */
  public static String tag(String tag) {
    return check("tag", tag);
  }

  /**
   * Returns the name of a projection if it follows the rule.
   *
   * @throws IllegalArgumentException if the name breaks the rule
   */
  public static String projection(String name) {
    return check("projection", name);
  }

  /**
   * Returns the name of a recipient of encrypted data if it follows the rule; the only valid names
   * that start with {@code @} are {@code @all}, {@code @snapshots} and {@code @ring}.
   *
   * @throws IllegalArgumentException if the name breaks the rule
   */
  public static String recipient(String name) {
    requirePresent("recipient", name);
    if (name.startsWith("@") && !RESERVED_RECIPIENTS.contains(name)) {
      throw new IllegalArgumentException(
          "recipient " + quote(name) + " starts with @, which is reserved");
    }
    return check("recipient", name);
  }

  /**
   * Returns the name of a recipient that can be forgotten if it follows the rule; such names do not
   * start with {@code @}.
   *
   * @throws IllegalArgumentException if the name breaks the rule
   */
  public static String forgettable(String name) {
    if (recipient(name).startsWith("@")) {
      throw new IllegalArgumentException(
          "recipient " + quote(name) + " is not a person, and cannot be forgotten");
    }
    return name;
  }

  /**
   * Returns the name of a recipient whose keys can be destroyed if it follows the rule: every
   * recipient except {@code @all} and {@code @ring}.
   *
   * @throws IllegalArgumentException if the name breaks the rule
   */
  public static String destroyable(String name) {
    if (PERMANENT_RECIPIENTS.contains(recipient(name))) {
      throw new IllegalArgumentException("the keys of the recipient " + quote(name)
          + " cannot be destroyed: every store of the key ring needs them");
    }
    return name;
  }

  /** Returns whether the text has a surrogate without its partner, which UTF-8 cannot hold. */
  public static boolean hasUnpairedSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean paired = Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  private static void requirePresent(String what, @Nullable String name) {
    if (name == null) {
      throw new NullPointerException("the " + what + " is null");
    }
  }

  private static String check(String what, String name) {
    requirePresent(what, name);
    if (name.isEmpty()) {
      throw new IllegalArgumentException(
          what + " is empty; it needs 1 to " + MAX_CODE_POINTS + " code points");
    }
    if (name.length() > MAX_CODE_POINTS
        && name.codePointCount(0, name.length()) > MAX_CODE_POINTS) {
      throw new IllegalArgumentException(
          what + " " + quote(name) + " has " + name.codePointCount(0, name.length())
              + " code points; the limit is " + MAX_CODE_POINTS);
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isISOControl(c)) {
        throw new IllegalArgumentException(
            what + " " + quote(name) + " has the control character U+"
                + String.format(Locale.ROOT, "%04X", (int) c) + " at " + i);
      }
    }
    if (hasUnpairedSurrogate(name)) {
      throw new IllegalArgumentException(what + " " + quote(name) + " has an unpaired surrogate");
    }
    return name;
  }

  /** Returns the text for a message: in quotes, printable and cut to 80 characters. */
  public static String quote(String text) {
    String shown = printable(text.substring(0, Math.min(text.length(), 80)));
    return '"' + shown + (text.length() > 80 ? "…\"" : "\"");
  }

  /** Returns the path as text that is {@linkplain #printable(String) printable}. */
  public static String printable(Path path) {
    return printable(path.toString());
  }

  /**
   * Returns the text with escapes for the characters that a terminal or a log would execute instead
   * of show: control characters, format characters, line ends and unpaired surrogates.
   */
  public static String printable(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isObeyed(c) || (Character.isSurrogate(c) && !isPaired(text, i))) {
        shown.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        shown.append(c);
      }
    }
    return shown.toString();
  }

  private static boolean isObeyed(char c) {
    int type = Character.getType(c);
    return Character.isISOControl(c)
        || type == Character.FORMAT
        || type == Character.LINE_SEPARATOR
        || type == Character.PARAGRAPH_SEPARATOR;
  }

  private static boolean isPaired(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
