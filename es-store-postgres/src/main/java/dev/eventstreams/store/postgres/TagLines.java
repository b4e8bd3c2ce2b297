package dev.eventstreams.store.postgres;

import java.util.List;

/**
 * The tags of an event as one text: a line for each tag. A tag has no line break (A9). An event
 * without tags costs one byte this way; an array that may be null costs eight, because a row with a
 * null has a longer head.
 */
final class TagLines {

  private static final String BREAK = "\n";

  private TagLines() {}

  static String of(List<String> tags) {
    return tags.isEmpty() ? "" : String.join(BREAK, tags);
  }

  static List<String> tags(String lines) {
    return lines.isEmpty() ? List.of() : List.of(lines.split(BREAK, -1));
  }
}
