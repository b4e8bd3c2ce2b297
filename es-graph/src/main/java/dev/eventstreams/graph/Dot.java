package dev.eventstreams.graph;

import com.google.common.graph.EndpointPair;
import com.google.common.graph.Network;
import java.util.List;
import java.util.Map;

/**
 * Writes DOT. A label is an <em>escString</em>, in which a quote ends the label, a backslash begins
 * an escape and an ampersand begins an HTML character reference. So all three are escaped.
 */
final class Dot {

  private Dot() {}

  static String of(Network<Node, Relation> network) {
    List<Node> nodes = Export.nodes(network);
    Map<Node, String> ids = Export.ids(nodes);
    StringBuilder out = new StringBuilder("digraph {\n  charset=\"UTF-8\"\n  rankdir=LR\n");
    for (Node node : nodes) {
      out.append("  ").append(ids.get(node)).append(" [kind=").append(quoted(node.kind()));
      out.append(", label=").append(quoted(node.name())).append("]\n");
    }
    for (Relation relation : Export.relations(network)) {
      EndpointPair<Node> ends = network.incidentNodes(relation);
      out.append("  ").append(ids.get(ends.nodeU())).append(" -> ");
      out.append(ids.get(ends.nodeV()))
          .append(" [label=")
          .append(label(relation))
          .append("]\n");
    }
    return out.append("}\n").toString();
  }

  private static String label(Relation relation) {
    String weight = relation.weight() == 1 ? "" : " (" + relation.weight() + ")";
    return quoted(relation.type() + weight);
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    Export.append(out, text, Dot::escape);
    return out.append('"').toString();
  }

  private static String escape(int c) {
    return switch (c) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '&' -> "&amp;";
      case '\n' -> "\\n";
      case '\t' -> " ";
      default -> "";
    };
  }
}
