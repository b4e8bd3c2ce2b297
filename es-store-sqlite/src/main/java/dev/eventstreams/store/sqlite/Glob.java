package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.LikePattern;

/** Translates LIKE patterns into SQLite's GLOB, which is case-sensitive; SQLite's LIKE is not. */
final class Glob {

  private Glob() {}

  static String of(LikePattern pattern) {
    StringBuilder glob = new StringBuilder();
    for (int token : pattern.tokens()) {
      switch (token) {
        case LikePattern.ANY_RUN -> glob.append('*');
        case LikePattern.ANY_ONE -> glob.append('?');
        case '*', '?', '[' -> glob.append('[').append((char) token).append(']');
        default -> glob.appendCodePoint(token);
      }
    }
    return glob.toString();
  }
}
