package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.Objects;

/**
 * Matches events whose field is text that matches the pattern: {@code %} matches any number of
 * characters, {@code _} matches one code point, and {@code \} makes the next character literal.
 * Case-sensitive.
 *
 * @param field {@code stream}, {@code type} or a metadata path; metadata that is not text
 *     never matches
 * @param pattern at most 1,000 code points
 */
public record LikeClause(EventField field, String pattern) implements FilterClause {

  /** The most code points that a pattern may have. */
  public static final int MAX_PATTERN = 1_000;

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException if the field is not text, or the pattern is null, too long,
   *     contains NUL or an unpaired surrogate, or ends inside an escape
   */
  public LikeClause {
    Objects.requireNonNull(field, "field");
    FilterValues.requireValue(field, pattern);
    if (field instanceof EventField.Attribute attribute && !attribute.isText()) {
      throw new IllegalArgumentException(
          "LIKE needs a text field; " + FilterValues.name(field) + " is not one");
    }
    JsonValues.text(pattern);
    int length = pattern.codePointCount(0, pattern.length());
    if (length > MAX_PATTERN) {
      throw new IllegalArgumentException("the LIKE pattern " + Names.quote(pattern) + " has "
          + length + " code points; the limit is " + MAX_PATTERN);
    }
    if (endsInsideEscape(pattern)) {
      throw new IllegalArgumentException(
          "the LIKE pattern " + Names.quote(pattern) + " ends with a lone \\");
    }
  }

  /** Returns the clause in readable form, for messages. */
  @Override
  public String toString() {
    return FilterValues.name(field) + " like " + FilterValues.shown(pattern);
  }

  private static boolean endsInsideEscape(String pattern) {
    int backslashes = 0;
    while (backslashes < pattern.length()
        && pattern.charAt(pattern.length() - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }
}
