package dev.eventstreams.core.adapter;

import java.util.ArrayList;
import java.util.List;

/**
 * A parsed LIKE pattern: {@code %} matches any run of code points, {@code _} matches one code
 * point, {@code \} makes the next code point literal.
 *
 * <p>Public for backends that have to translate patterns into another language.
 */
public final class LikePattern {

  /** Represents {@code %} among the code points of {@link #tokens()}. */
  public static final int ANY_RUN = -1;

  /** Represents {@code _} among the code points of {@link #tokens()}. */
  public static final int ANY_ONE = -2;

  private final int[] tokens;

  /** Parses the pattern. */
  public LikePattern(String pattern) {
    List<Integer> list = new ArrayList<>();
    int[] codePoints = pattern.codePoints().toArray();
    for (int i = 0; i < codePoints.length; i++) {
      int c = codePoints[i];
      if (c == '%') {
        list.add(ANY_RUN);
      } else if (c == '_') {
        list.add(ANY_ONE);
      } else {
        list.add(c == '\\' && i + 1 < codePoints.length ? codePoints[++i] : c);
      }
    }
    tokens = list.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Returns the pattern's code points, with {@link #ANY_RUN} and {@link #ANY_ONE} for its wildcards. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** Returns the text that every match begins with; empty if the pattern begins with a wildcard. */
  public String prefix() {
    int length = 0;
    while (length < tokens.length && tokens[length] >= 0) {
      length++;
    }
    return new String(tokens, 0, length);
  }

  /**
   * Returns whether the pattern matches the whole text. Takes at most time proportional to the
   * length of the text times the length of the pattern.
   */
  public boolean matches(String text) {
    int[] codePoints = text.codePoints().toArray();
    int token = 0;
    int at = 0;
    int lastRun = -1;
    int resumeAt = 0;
    while (at < codePoints.length) {
      if (token < tokens.length && (tokens[token] == ANY_ONE || tokens[token] == codePoints[at])) {
        token++;
        at++;
      } else if (token < tokens.length && tokens[token] == ANY_RUN) {
        lastRun = token++;
        resumeAt = at;
      } else if (lastRun >= 0) {
        token = lastRun + 1;
        at = ++resumeAt;
      } else {
        return false;
      }
    }
    while (token < tokens.length && tokens[token] == ANY_RUN) {
      token++;
    }
    return token == tokens.length;
  }
}
