package dev.eventstreams.store.sqlite;

import dev.eventstreams.core.adapter.LikePattern;

/** LIKE patterns in the language of SQLite's GLOB, which minds case where SQLite's LIKE does not. */
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
