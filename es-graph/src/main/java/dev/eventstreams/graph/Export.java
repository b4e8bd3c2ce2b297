package dev.eventstreams.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.graph.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The parts that both export formats share: an order, ids that do not depend on names, and the
 * characters that text may contain.
 */
final class Export {

  private static final int REPLACEMENT = 0xFFFD;

  private Export() {}

  /** Returns the id of each node, in the order of the list: n0, n1… */
  static Map<Node, String> ids(List<Node> nodes) {
    Map<Node, String> ids = new HashMap<>();
    for (Node node : nodes) {
      ids.put(node, "n" + ids.size());
    }
    return ids;
  }

  static List<Node> nodes(Network<Node, Relation> network) {
    return ImmutableList.sortedCopyOf(network.nodes());
  }

  static List<Relation> relations(Network<Node, Relation> network) {
    return ImmutableList.sortedCopyOf(network.edges());
  }

  /**
   * Appends the text with some characters escaped. Characters that no format can contain become
   * U+FFFD.
   *
   * @param escape returns the text to write for a character; an empty text keeps the character
   */
  static void append(StringBuilder out, String text, IntFunction<String> escape) {
    text.codePoints().forEach(c -> {
      String escaped = escape.apply(c);
      if (!escaped.isEmpty()) {
        out.append(escaped);
      } else {
        out.appendCodePoint(isText(c) ? c : REPLACEMENT);
      }
    });
  }

  // The characters of XML 1.0 without the C1 controls, which it allows but discourages. A surrogate
  // among code points is unpaired.
  private static boolean isText(int c) {
    return !Character.isISOControl(c)
        && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        && c != 0xFFFE
        && c != 0xFFFF;
  }
}
