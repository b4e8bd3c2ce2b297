package dev.eventstreams;

import dev.eventstreams.spi.Names;
import java.util.Objects;

/**
 * Matches events whose field is text of the pattern's form: {@code %} stands for any run of characters, {@code _} for one
 * code point, and {@code \} takes the next character as it is. Case matters.
 *
 * @param field {@code stream_id}, {@code event_type} or a metadata path; metadata that is not text never matches
 * @param pattern at most 1,000 code points
 */
public record LikeClause(EventField field, String pattern) implements FilterClause {

  /** The most code points that a pattern may have. */
  public static final int MAX_PATTERN = 1_000;

  /**
   * Checks the pattern.
   *
   * @throws IllegalArgumentException if the field is not text, or the pattern is null, too long, or ends inside an escape
   */
  public LikeClause {
    Objects.requireNonNull(field, "field");
    FilterValues.requireValue(field, pattern);
    if (field instanceof EventField.Attribute attribute && !attribute.isText()) {
      throw new IllegalArgumentException(
          "LIKE needs a text field, and " + FilterValues.name(field) + " is none");
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

  /** Returns the clause as a reader would write it. */
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
