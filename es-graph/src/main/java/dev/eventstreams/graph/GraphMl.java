package dev.eventstreams.graph;

import com.google.common.graph.EndpointPair;
import com.google.common.graph.Network;
import java.util.List;
import java.util.Map;

/**
 * Writes GraphML. Line ends and tabs are written as character references, because a parser would
 * change the plain characters.
 */
final class GraphMl {

  private static final String HEAD = """
      <?xml version="1.0" encoding="UTF-8"?>
      <graphml xmlns="http://graphml.graphdrawing.org/xmlns" \
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" \
      xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns \
      http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
        <key id="kind" for="node" attr.name="kind" attr.type="string"/>
        <key id="name" for="node" attr.name="name" attr.type="string"/>
        <key id="type" for="edge" attr.name="type" attr.type="string"/>
        <key id="weight" for="edge" attr.name="weight" attr.type="long"/>
        <graph edgedefault="directed">
      """;

  private static final String TAIL = """
        </graph>
      </graphml>
      """;

  private GraphMl() {}

  static String of(Network<Node, Relation> network) {
    List<Node> nodes = Export.nodes(network);
    Map<Node, String> ids = Export.ids(nodes);
    StringBuilder out = new StringBuilder(HEAD);
    for (Node node : nodes) {
      out.append("    <node id=\"").append(ids.get(node)).append("\">");
      data(out, "kind", node.kind());
      data(out, "name", node.name());
      out.append("</node>\n");
    }
    for (Relation relation : Export.relations(network)) {
      EndpointPair<Node> ends = network.incidentNodes(relation);
      out.append("    <edge source=\"").append(ids.get(ends.nodeU()));
      out.append("\" target=\"").append(ids.get(ends.nodeV())).append("\">");
      data(out, "type", relation.type());
      data(out, "weight", Long.toString(relation.weight()));
      out.append("</edge>\n");
    }
    return out.append(TAIL).toString();
  }

  private static void data(StringBuilder out, String key, String text) {
    out.append("<data key=\"").append(key).append("\">");
    Export.append(out, text, GraphMl::escape);
    out.append("</data>");
  }

  private static String escape(int c) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;"; // so that text never contains "]]>"
      case '\t', '\n', '\r' -> "&#" + c + ";";
      default -> "";
    };
  }
}
