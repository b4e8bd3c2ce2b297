package dev.eventstreams.examples;

/** Escapes any text for an SVG, and shortens it to fit. */
final class PictureText {

  // Widths in ems, for a sans-serif font. Characters of wide scripts and symbols take a whole em.
  private static final double NARROW = 0.32;
  private static final double USUAL = 0.56;
  private static final double CAPITAL = 0.7;
  private static final double WIDE = 1.05;

  private static final int REPLACEMENT = 0xFFFD;

  private PictureText() {}

  /** Returns the text as XML. Characters that XML cannot contain become U+FFFD. */
  static String xml(String text) {
    StringBuilder xml = new StringBuilder(text.length() + 16);
    text.codePoints().forEach(c -> {
      switch (c) {
        case '&' -> xml.append("&amp;");
        case '<' -> xml.append("&lt;");
        case '>' -> xml.append("&gt;");
        case '"' -> xml.append("&quot;");
        case '\n' -> xml.append('\n');
        default -> xml.appendCodePoint(isXml(c) ? c : REPLACEMENT);
      }
    });
    return xml.toString();
  }

  private static boolean isXml(int c) {
    return !Character.isISOControl(c)
        && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        && c != 0xFFFE
        && c != 0xFFFF;
  }

  /**
   * Returns the text, or its beginning and an ellipsis, so that it is at most about {@code ems}
   * wide.
   */
  static String fitting(String text, double ems) {
    if (width(text) <= ems) {
      return text;
    }
    double left = ems - WIDE;
    int end = 0;
    while (end < text.length()) {
      int c = text.codePointAt(end);
      left -= width(c);
      if (left < 0) {
        break;
      }
      end += Character.charCount(c);
    }
    return text.substring(0, end).stripTrailing() + "\u2026";
  }

  private static double width(String text) {
    return text.codePoints().mapToDouble(PictureText::width).sum();
  }

  private static double width(int c) {
    if (c >= 0x1100) {
      return WIDE;
    }
    if ("iljftr.,:;'!|()[]/ ".indexOf(c) >= 0) {
      return NARROW;
    }
    return Character.isUpperCase(c) || "mwMW@%".indexOf(c) >= 0 ? CAPITAL : USUAL;
  }
}
