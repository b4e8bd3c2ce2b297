package dev.eventstreams.graph;

import com.google.common.collect.ImmutableList;
import com.google.common.graph.ImmutableNetwork;
import com.google.common.graph.Network;
import com.google.common.graph.NetworkBuilder;
import com.google.common.math.LongMath;
import dev.eventstreams.StoredEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Sums up relations. Its memory grows with the nodes and relations, not with the events: it keeps
 * only the first of equal relations and of equal nodes. Not safe for use by several threads.
 */
final class Tally {

  private final Map<Relation, Long> weights = new HashMap<>();
  private final Map<Node, Node> nodes = new HashMap<>();

  static Tally of(Network<Node, Relation> network) {
    Tally tally = new Tally();
    tally.add(network.edges());
    return tally;
  }

  /** Calls the extractor's method for redacted events or for other events. */
  static Collection<Relation> extract(RelationExtractor extractor, StoredEvent event) {
    return event.redacted() ? extractor.redactedRelations(event) : extractor.relations(event);
  }

  void add(Collection<Relation> relations) {
    for (Relation relation : relations) {
      Relation key = relation.weight() == 1 ? relation : relation.withWeight(1);
      Long before = weights.get(key);
      if (before == null) {
        weights.put(sharingNodes(key), relation.weight());
      } else {
        weights.put(key, LongMath.saturatedAdd(before, relation.weight()));
      }
    }
  }

  private Relation sharingNodes(Relation key) {
    return new Relation(shared(key.from()), key.type(), shared(key.to()), 1);
  }

  private Node shared(Node node) {
    return Objects.requireNonNullElse(nodes.putIfAbsent(node, node), node);
  }

  /** Returns the relations with their weights, in any order. */
  List<Relation> relations() {
    List<Relation> relations = new ArrayList<>(weights.size());
    weights.forEach((relation, weight) -> relations.add(relation.withWeight(weight)));
    return relations;
  }

  /** Returns the network of the relations, nodes and edges in order. */
  static ImmutableNetwork<Node, Relation> network(Collection<Relation> relations) {
    ImmutableNetwork.Builder<Node, Relation> network = NetworkBuilder.directed()
        .allowsParallelEdges(true)
        .allowsSelfLoops(true)
        .<Node, Relation>immutable();
    TreeSet<Node> nodes = new TreeSet<>();
    for (Relation relation : relations) {
      nodes.add(relation.from());
      nodes.add(relation.to());
    }
    nodes.forEach(network::addNode);
    for (Relation relation : ImmutableList.sortedCopyOf(relations)) {
      network.addEdge(relation.from(), relation.to(), relation);
    }
    return network.build();
  }
}
