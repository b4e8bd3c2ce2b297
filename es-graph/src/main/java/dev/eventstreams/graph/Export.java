package dev.eventstreams.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.graph.Network;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** What the export formats share: an order, ids that no name can disturb, and which characters text may have. */
final class Export {

  private static final int REPLACEMENT = 0xFFFD;

  private Export() {}

  /** Returns the nodes in order, each with its id: n0, n1… */
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
   * Appends the text with some characters written otherwise, and U+FFFD for those that no format can hold.
   *
   * @param escape what is written for a character, an empty text for the character itself
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

  // The characters of XML 1.0 without the C1 controls, which it allows and discourages. A surrogate
  // among code points is an unpaired one.
  private static boolean isText(int c) {
    return !Character.isISOControl(c)
        && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
        && c != 0xFFFE
        && c != 0xFFFF;
  }
}
