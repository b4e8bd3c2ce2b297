package dev.eventstreams.core.adapter;

/** The order of text in filters: by code points, which is the order of bytes in UTF-8. */
final class CodePoints {

  private CodePoints() {}

  /** Returns a negative number, 0 or a positive number, as {@link String#compareTo} does. */
  static int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Integer.compare(rank(a), rank(b));
      }
    }
    return Integer.compare(left.length(), right.length());
  }

  // Surrogates stand for code points above U+FFFF, so they come after every other char.
  private static int rank(char c) {
    return Character.isSurrogate(c) ? c + 0x10000 : c;
  }
}
