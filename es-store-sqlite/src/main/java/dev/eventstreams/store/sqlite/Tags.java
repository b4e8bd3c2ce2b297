package dev.eventstreams.store.sqlite;

import dev.eventstreams.spi.Names;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text in which the tags of an event are stored: in order, separated by tabs. No tag contains a
 * tab, so a tag is found in the text without parsing it.
 */
final class Tags {

  static final char SEPARATOR = '\t';

  private Tags() {}

  /** Returns the text, or null if there are no tags. */
  static @Nullable String write(List<String> tags) {
    return switch (tags.size()) {
      case 0 -> null;
      case 1 -> tags.get(0);
      default -> String.join("\t", tags);
    };
  }

  /**
   * Returns the tags of a text.
   *
   * @throws IllegalArgumentException if {@link #write} cannot have written the text
   */
  static List<String> read(String text) {
    List<String> tags = new ArrayList<>();
    String previous = "";
    for (int from = 0; from <= text.length(); ) {
      int end = text.indexOf(SEPARATOR, from);
      String tag = Names.tag(text.substring(from, end < 0 ? text.length() : end));
      if (tag.compareTo(previous) <= 0) {
        throw new IllegalArgumentException(
            "tag " + Names.quote(tag) + " follows " + Names.quote(previous));
      }
      tags.add(tag);
      previous = tag;
      from = end < 0 ? text.length() + 1 : end + 1;
    }
    return List.copyOf(tags);
  }
}
