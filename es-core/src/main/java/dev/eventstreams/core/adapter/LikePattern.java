package dev.eventstreams.core.adapter;

import java.util.ArrayList;
import java.util.List;

/**
 * A LIKE pattern taken apart: {@code %} is any run, {@code _} one code point, {@code \} takes the next one as it is.
 *
 * <p>Public for backends that have to translate patterns into another language.
 */
public final class LikePattern {

  /** Stands for {@code %} among the code points of {@link #tokens()}. */
  public static final int ANY_RUN = -1;

  /** Stands for {@code _} among the code points of {@link #tokens()}. */
  public static final int ANY_ONE = -2;

  private final int[] tokens;

  /** Takes the pattern apart. */
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

  /** Returns whether the whole text is of the pattern's form. Linear in the text for each run in the pattern. */
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
