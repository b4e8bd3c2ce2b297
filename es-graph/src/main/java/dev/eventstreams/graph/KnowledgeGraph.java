package dev.eventstreams.graph;

import com.google.common.graph.ImmutableNetwork;
import com.google.common.graph.Network;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventSource;
import dev.eventstreams.StoredEvent;

/**
 * Builds graphs of who and what events tell of, keeps them up to date, and exports them.
 *
 * <p>A graph is a Guava network: directed, with a node for each {@link Node} that a relation names and an edge for each {@link
 * Relation}. It is immutable, may be used by many threads, and takes memory in proportion to its nodes and edges, however many
 * events it is made of. {@code nodes()} and {@code edges()} are in their natural order; equal graphs export equal text, whatever
 * the order of the events.
 */
public final class KnowledgeGraph {

  private KnowledgeGraph() {}

  /**
   * Builds the graph of some events, read once, in order.
   *
   * <p>To go on from it later with {@link #watch(EventSource, EventFilter, GraphSnapshot, RelationExtractor)}, read {@code
   * upTo(n)} and keep {@code new GraphSnapshot(network, n)}.
   *
   * @param events what {@code read()} or {@code search} returns, or a list
   * @param extractor what each event tells; what it throws is thrown on
   */
  public static ImmutableNetwork<Node, Relation> build(
      Iterable<StoredEvent> events, RelationExtractor extractor) {
    Tally tally = new Tally();
    for (StoredEvent event : events) {
      tally.add(Tally.extract(extractor, event));
    }
    return Tally.network(tally.relations());
  }

  /**
   * Opens a graph of all events of a stream or of the whole store, those to come included. It returns at once; {@link
   * LiveGraph#await} waits until the history is in it.
   *
   * @throws dev.eventstreams.StoreClosedException if the store is closed
   * @throws dev.eventstreams.StorageException if the store cannot be read
   */
  public static LiveGraph watch(EventSource source, RelationExtractor extractor) {
    return watch(source, EventFilter.all(), GraphSnapshot.empty(), extractor);
  }

  /**
   * Opens a graph of the events that match a filter, those to come included, and continues where another one was.
   *
   * @param source a stream, or the whole store
   * @param filter which events the extractor is asked about, judged by the backend
   * @param start what is known already: {@link GraphSnapshot#empty()}, or a snapshot of a graph of the same source, filter and
   *     extractor
   * @param extractor what each event tells; if it throws, the graph stops before that event
   * @throws dev.eventstreams.PositionAheadException if the snapshot is past the end of the source: it comes from another store
   * @throws dev.eventstreams.StoreClosedException if the store is closed
   * @throws dev.eventstreams.StorageException if the store cannot be read
   */
  public static LiveGraph watch(
      EventSource source, EventFilter filter, GraphSnapshot start, RelationExtractor extractor) {
    return LiveGraph.open(source, filter, start, extractor);
  }

  /**
   * Returns the graph in DOT, the language of Graphviz: {@code dot -Tsvg} draws it.
   *
   * <p>Names are the nodes' labels and kinds their {@code kind}; an edge is labelled with its type, and its weight if that is not
   * 1. Whatever characters they have, they are text and nothing else: no quote ends a label, no backslash or {@code &} begins an
   * escape. A tab becomes a space; other control characters but the line feed, unpaired surrogates, U+FFFE and U+FFFF become
   * U+FFFD. Save it in UTF-8.
   *
   * @param network a graph, or part of one: {@code Graphs.inducedSubgraph}
   * @see <a href="https://graphviz.org/doc/info/lang.html">The DOT language</a>
   */
  public static String toDot(Network<Node, Relation> network) {
    return Dot.of(network);
  }

  /**
   * Returns the graph in GraphML, the XML that graph editors and libraries read.
   *
   * <p>Nodes have the data {@code kind} and {@code name}, edges {@code type} and {@code weight}, a long. Whatever characters the
   * texts have, a parser reads them back; but control characters other than tab, line feed and carriage return, unpaired
   * surrogates, U+FFFE and U+FFFF become U+FFFD, for XML 1.0 cannot hold them or advises against it. Save it in UTF-8.
   *
   * @param network a graph, or part of one: {@code Graphs.inducedSubgraph}
   * @see <a href="http://graphml.graphdrawing.org/specification.html">The GraphML specification</a>
   */
  public static String toGraphMl(Network<Node, Relation> network) {
    return GraphMl.of(network);
  }
}
