package dev.eventstreams.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A block of Java in a document.
 *
 * @param document the file that contains it
 * @param line the line where it begins
 * @param source the file of which it is an excerpt; empty if it must be run
 * @param code the block
 */
record Snippet(Path document, int line, String source, String code) {

  private static final Pattern BLOCK = Pattern.compile("(?ms)^```java *(.*?)\n(.*?)^```$");
  private static final Pattern PRINTS = Pattern.compile("// prints (.*)");

  /** Returns the blocks of a document. */
  static List<Snippet> in(Path document) throws IOException {
    String text = Files.readString(document);
    List<Snippet> snippets = new ArrayList<>();
    Matcher block = BLOCK.matcher(text);
    while (block.find()) {
      int line = (int) text.substring(0, block.start(2)).lines().count() + 1;
      snippets.add(new Snippet(document, line, block.group(1), block.group(2)));
    }
    return snippets;
  }

  /**
   * Returns the lines that the block must print: the text after "prints" in its comments, split at
   * ", then".
   */
  List<String> prints() {
    List<String> lines = new ArrayList<>();
    Matcher prints = PRINTS.matcher(code);
    while (prints.find()) {
      lines.addAll(List.of(prints.group(1).split(", then ", -1)));
    }
    return lines;
  }

  /**
   * Returns whether the block opens its own store. Then it is run twice, and must print the same
   * again.
   */
  boolean opensStore() {
    return code.contains("EventStores.open");
  }

  @Override
  public String toString() {
    return document.getFileName() + ":" + line;
  }
}
