package dev.eventstreams.graph;

import static dev.eventstreams.graph.Samples.events;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class DotTest {

  private static final Pattern NODE =
      Pattern.compile("  n\\d+ \\[kind=(\".*\"), label=(\".*\")]", Pattern.UNIX_LINES);
  private static final Pattern EDGE =
      Pattern.compile("  n\\d+ -> n\\d+ \\[label=(\".*\")]", Pattern.UNIX_LINES);

  @Test
  void writesNodesThenEdges() {
    assertEquals(
        """
        digraph {
          charset="UTF-8"
          rankdir=LR
          n0 [kind="person", label="Ann"]
          n1 [kind="person", label="Bob"]
          n0 -> n1 [label="likes (2)"]
          n1 -> n0 [label="knows"]
        }
        """,
        KnowledgeGraph.toDot(KnowledgeGraph.build(
            events("Ann likes Bob", "Ann likes Bob", "Bob knows Ann"), Samples::sentence)));
  }

  @Test
  void everyNameStaysInsideItsLabel() {
    List<Relation> hostile = Samples.HOSTILE.stream()
        .map(text -> Relation.of(Node.of(text, text), text, Node.of(text, text)))
        .toList();

    List<String> lines = KnowledgeGraph.toDot(KnowledgeGraph.build(events("x"), event -> hostile))
        .lines()
        .toList();

    List<String> read = new ArrayList<>();
    for (String line : lines.subList(3, lines.size() - 1)) {
      Matcher matcher = line.contains(" -> n") ? EDGE.matcher(line) : NODE.matcher(line);
      assertTrue(matcher.matches(), line);
      for (int i = 1; i <= matcher.groupCount(); i++) {
        read.add(label(matcher.group(i)));
      }
    }
    assertEquals(
        Samples.HOSTILE.stream().sorted().map(DotTest::shown).toList(),
        read.subList(2 * hostile.size(), read.size()));
    assertEquals(
        Samples.HOSTILE.stream()
            .sorted()
            .flatMap(text -> Stream.of(shown(text), shown(text)))
            .toList(),
        read.subList(0, 2 * hostile.size()));
  }

  @Test
  void escapesTheSpecialCharactersOfLabels() {
    assertEquals(
        "\"a \\\"b\\\" \\\\N &amp;lt; \\n \ufffd\"", dotLabel("a \"b\" \\N &lt; \n \ud83e"));
  }

  private static String dotLabel(String name) {
    String text = KnowledgeGraph.toDot(
        KnowledgeGraph.build(events("x"), event -> List.of(Samples.relation(name, "is", name))));
    Matcher node = NODE.matcher(text.lines().toList().get(3));
    assertTrue(node.matches(), text);
    return node.group(2);
  }

  private static String shown(String text) {
    return text.replace('\t', ' ').replace('\r', '\ufffd');
  }

  /**
   * Returns the text that Graphviz shows for a quoted label; fails if the label is more than plain
   * text.
   */
  private static String label(String quoted) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < quoted.length() - 1; i++) {
      char c = quoted.charAt(i);
      assertTrue(c != '"', quoted);
      if (c == '\\') {
        char escaped = quoted.charAt(++i);
        assertTrue(i < quoted.length() - 1, quoted);
        assertTrue("\\\"n".indexOf(escaped) >= 0, quoted);
        text.append(escaped == 'n' ? '\n' : escaped);
      } else if (c == '&') {
        assertTrue(quoted.startsWith("&amp;", i), quoted);
        text.append('&');
        i += 4;
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
