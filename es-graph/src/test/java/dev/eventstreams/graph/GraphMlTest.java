package dev.eventstreams.graph;

import static dev.eventstreams.graph.Samples.events;
import static dev.eventstreams.graph.Samples.relation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.graph.Graphs;
import com.google.common.graph.ImmutableNetwork;
import com.google.common.graph.Network;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class GraphMlTest {

  private static final String NAMESPACE = "http://graphml.graphdrawing.org/xmlns";

  @Test
  void writesNodesThenEdges() {
    String text = KnowledgeGraph.toGraphMl(KnowledgeGraph.build(
        events("Ann likes Bob", "Ann likes Bob", "Bob knows Ann"), Samples::sentence));

    assertTrue(text.startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<graphml "), text);
    assertTrue(text.endsWith("""
                <graph edgedefault="directed">
                  <node id="n0"><data key="kind">person</data><data key="name">Ann</data></node>
                  <node id="n1"><data key="kind">person</data><data key="name">Bob</data></node>
                  <edge source="n0" target="n1"><data key="type">likes</data><data key="weight">2</data></edge>
                  <edge source="n1" target="n0"><data key="type">knows</data><data key="weight">1</data></edge>
                </graph>
              </graphml>
              """), text);
  }

  @Test
  void everyNameIsReadBackUnchanged() throws Exception {
    List<Relation> hostile = Samples.HOSTILE.stream()
        .flatMap(text -> Stream.of(
            Relation.of(Node.of(text, text), text, Node.of("other", "end")),
            Relation.of(Node.of("other", text), "x", Node.of("other", text)).withWeight(7)))
        .toList();
    ImmutableNetwork<Node, Relation> graph = KnowledgeGraph.build(events("x"), event -> hostile);

    assertEquals(List.copyOf(graph.edges()), parse(KnowledgeGraph.toGraphMl(graph)));
  }

  @Test
  void replacesWhatXmlCannotHoldAndKeepsTheNodesApart() throws Exception {
    List<Relation> impossible = Samples.IMPOSSIBLE.stream()
        .map(text -> relation("a" + text + "b", "likes", "Bob"))
        .toList();
    ImmutableNetwork<Node, Relation> graph = KnowledgeGraph.build(events("x"), event -> impossible);

    List<Relation> read = parse(KnowledgeGraph.toGraphMl(graph));

    assertEquals(impossible.size(), read.size());
    assertEquals(
        Set.of("a\ufffdb", "a\ufffd\ufffdb"),
        Set.copyOf(read.stream().map(edge -> edge.from().name()).toList()));
    assertEquals(
        graph.nodes().size(),
        elements(document(KnowledgeGraph.toGraphMl(graph)), "node").size());
  }

  @Test
  void writesPartOfAGraph() throws Exception {
    ImmutableNetwork<Node, Relation> graph =
        KnowledgeGraph.build(events("Ann likes Bob", "Bob likes Zoe"), Samples::sentence);
    Network<Node, Relation> part =
        Graphs.inducedSubgraph(graph, Set.of(Samples.person("Ann"), Samples.person("Bob")));

    assertEquals(List.of(relation("Ann", "likes", "Bob")), parse(KnowledgeGraph.toGraphMl(part)));
    assertEquals(
        List.of(relation("Bob", "likes", "Ann")),
        parse(KnowledgeGraph.toGraphMl(Graphs.transpose(part))));
  }

  @Test
  void writesAnEmptyGraph() throws Exception {
    assertEquals(List.of(), parse(KnowledgeGraph.toGraphMl(GraphSnapshot.empty().network())));
  }

  /** Returns the edges in the order of the document; every node of an edge must be declared. */
  private static List<Relation> parse(String text) throws Exception {
    Document document = document(text);
    assertEquals(NAMESPACE, document.getDocumentElement().getNamespaceURI());
    List<Element> nodes = elements(document, "node");
    List<Relation> relations = new ArrayList<>();
    for (Element edge : elements(document, "edge")) {
      relations.add(new Relation(
          node(nodes, edge.getAttribute("source")),
          data(edge, "type"),
          node(nodes, edge.getAttribute("target")),
          Long.parseLong(data(edge, "weight"))));
    }
    return relations;
  }

  private static Document document(String text) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    DocumentBuilder parser = factory.newDocumentBuilder();
    parser.setErrorHandler(null); // the parser still throws, but prints nothing
    return parser.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Node node(List<Element> nodes, String id) {
    Element node = nodes.stream()
        .filter(element -> element.getAttribute("id").equals(id))
        .findFirst()
        .orElseThrow();
    return Node.of(data(node, "kind"), data(node, "name"));
  }

  private static String data(Element of, String key) {
    NodeList data = of.getElementsByTagNameNS(NAMESPACE, "data");
    return IntStream.range(0, data.getLength())
        .mapToObj(i -> (Element) data.item(i))
        .filter(element -> element.getAttribute("key").equals(key))
        .findFirst()
        .orElseThrow()
        .getTextContent();
  }

  private static List<Element> elements(Document document, String name) {
    NodeList found = document.getElementsByTagNameNS(NAMESPACE, name);
    return IntStream.range(0, found.getLength())
        .mapToObj(i -> (Element) found.item(i))
        .toList();
  }
}
