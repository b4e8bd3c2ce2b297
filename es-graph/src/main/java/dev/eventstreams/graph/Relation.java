package dev.eventstreams.graph;

import java.util.Comparator;
import java.util.Objects;

/**
 * A relation from one node to another: Ann <em>filed</em> claim 7. An extractor returns the
 * relations of an event, and each relation is an edge of the graph. In the graph, relations that
 * differ only in weight are merged into one, with the sum of the weights.
 *
 * @param from the node where it starts
 * @param type the type of the relation: {@code filed}
 * @param to the node where it ends, possibly the same node
 * @param weight how much it counts, 1 or more; a sum never exceeds {@link Long#MAX_VALUE}
 */
public record Relation(Node from, String type, Node to, long weight)
    implements Comparable<Relation> {

  private static final Comparator<Relation> ORDER = Comparator.comparing(Relation::from)
      .thenComparing(Relation::type)
      .thenComparing(Relation::to)
      .thenComparing(Relation::weight);

  /**
   * Checks the weight.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Relation {
    Objects.requireNonNull(from, "from");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(to, "to");
    if (weight < 1) {
      throw new IllegalArgumentException("a relation's weight is at least 1, not " + weight);
    }
  }

  /** Returns the relation of weight 1. */
  public static Relation of(Node from, String type, Node to) {
    return new Relation(from, type, to, 1);
  }

  /**
   * Returns the same relation with another weight.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Relation withWeight(long other) {
    return new Relation(from, type, to, other);
  }

  /** Orders by start node, type, end node, and then by weight. */
  @Override
  public int compareTo(Relation that) {
    return ORDER.compare(this, that);
  }
}
