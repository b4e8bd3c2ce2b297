package dev.eventstreams.examples;

import com.google.common.graph.Network;
import dev.eventstreams.graph.Node;
import dev.eventstreams.graph.Relation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One side of the picture: the nodes of a kind, those with the most commits first. If there are
 * more nodes than {@link #MOST_ROWS}, the remaining nodes share the last row.
 *
 * @param rows the rows, from the top
 * @param nodes how many nodes there are
 * @param index the row of each node
 */
record PictureSide(List<Row> rows, int nodes, Map<Node, Integer> index) {

  static final int MOST_ROWS = 40;

  /**
   * The row of one node, or of all nodes that share a row.
   *
   * @param members their names; one, unless it is the shared row
   * @param commits the number of their commits, in total
   * @param shared whether it is the shared row
   */
  record Row(List<String> members, long commits, boolean shared) {}

  private record Counted(Node node, long commits) {}

  /** Counts the commits of each node of a kind: the weight of all its relations of a type. */
  static PictureSide of(Network<Node, Relation> graph, String kind, String relation) {
    List<Counted> counted = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (node.kind().equals(kind)) {
        counted.add(new Counted(node, weight(graph, node, relation)));
      }
    }
    counted.sort(
        Comparator.comparingLong(Counted::commits).reversed().thenComparing(Counted::node));
    int alone = counted.size() > MOST_ROWS ? MOST_ROWS - 1 : counted.size();
    List<Row> rows = new ArrayList<>();
    Map<Node, Integer> index = new HashMap<>();
    for (int i = 0; i < counted.size(); i++) {
      Counted next = counted.get(i);
      if (i < alone) {
        rows.add(new Row(List.of(next.node.name()), next.commits, false));
      }
      index.put(next.node, Math.min(i, alone));
    }
    if (alone < counted.size()) {
      rows.add(shared(counted.subList(alone, counted.size())));
    }
    return new PictureSide(rows, counted.size(), index);
  }

  private static Row shared(List<Counted> rest) {
    return new Row(
        rest.stream().map(counted -> counted.node.name()).toList(),
        rest.stream().mapToLong(Counted::commits).sum(),
        true);
  }

  private static long weight(Network<Node, Relation> graph, Node node, String type) {
    return graph.incidentEdges(node).stream()
        .filter(relation -> relation.type().equals(type))
        .mapToLong(Relation::weight)
        .sum();
  }

  /** Returns the sum over all rows. */
  long commits() {
    return rows.stream().mapToLong(Row::commits).sum();
  }

  int row(Node node) {
    Integer row = index.get(node);
    if (row == null) {
      throw new IllegalArgumentException("not on this side: " + node);
    }
    return row;
  }
}
