package dev.eventstreams.graph;

import com.google.common.graph.ImmutableNetwork;
import com.google.common.graph.Network;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventSource;
import dev.eventstreams.StoredEvent;

/**
 * Builds knowledge graphs from events, keeps them up to date, and exports them.
 *
 * <p>A graph is a Guava network: directed, with a node for each {@link Node} that a relation names
 * and an edge for each {@link Relation}. It is immutable and may be used by many threads. Its
 * memory is proportional to its nodes and edges, not to the number of events. {@code nodes()} and
 * {@code edges()} are in their natural order. Equal graphs export equal text, for every order of
 * the events.
 */
public final class KnowledgeGraph {

  private KnowledgeGraph() {}

  /**
   * Builds the graph of some events, which are read once, in order.
   *
   * <p>To continue from it later with {@link #watch(EventSource, EventFilter, GraphSnapshot,
   * RelationExtractor)}, read {@code upTo(n)} and keep {@code new GraphSnapshot(network, n)}.
   *
   * @param events what {@code read()} or {@code search} returns, or a list
   * @param extractor returns the relations of each event; its exceptions are passed on
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
   * Opens a graph of all events of a stream or of the whole store, including events appended later.
   * Returns at once; {@link LiveGraph#await} waits until the graph contains the history.
   *
   * @throws dev.eventstreams.StoreClosedException if the store is closed
   * @throws dev.eventstreams.StorageException if the store cannot be read
   */
  public static LiveGraph watch(EventSource source, RelationExtractor extractor) {
    return watch(source, EventFilter.all(), GraphSnapshot.empty(), extractor);
  }

  /**
   * Opens a graph of the events that match a filter, including events appended later. It continues
   * from a snapshot of an earlier graph.
   *
   * @param source a stream, or the whole store
   * @param filter which events the extractor receives; the backend evaluates it
   * @param start where to start: {@link GraphSnapshot#empty()}, or a snapshot of a graph of the
   *     same source, filter and extractor
   * @param extractor returns the relations of each event; if it throws, the graph stops before that
   *     event
   * @throws dev.eventstreams.PositionAheadException if the snapshot is after the end of the source:
   *     it comes from another store
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
   * <p>The label of a node is its name, and its attribute {@code kind} is its kind. The label of an
   * edge is its type, and its weight if that is not 1. All characters of names, kinds and types are
   * plain text: no quote ends a label, and no backslash or {@code &} begins an escape. A tab
   * becomes a space. Other control characters except the line feed, unpaired surrogates, U+FFFE and
   * U+FFFF become U+FFFD. Save the text in UTF-8.
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
   * <p>Nodes have the data {@code kind} and {@code name}, edges {@code type} and {@code weight}, a
   * long. A parser reads all texts back unchanged, with one exception: control characters other
   * than tab, line feed and carriage return, unpaired surrogates, U+FFFE and U+FFFF become U+FFFD,
   * because XML 1.0 cannot contain them or advises against it. Save the text in UTF-8.
   *
   * @param network a graph, or part of one: {@code Graphs.inducedSubgraph}
   * @see <a href="http://graphml.graphdrawing.org/specification.html">The GraphML specification</a>
   */
  public static String toGraphMl(Network<Node, Relation> network) {
    return GraphMl.of(network);
  }
}
