package dev.eventstreams.graph;

import java.util.Comparator;
import java.util.Objects;

/**
 * That one node has to do with another: Ann <em>filed</em> claim 7. What an extractor reads out of an event, and an edge of the
 * graph: there relations that differ in nothing but their weight have become one, with the sum of the weights.
 *
 * @param from the node that it starts at
 * @param type what they have to do with one another: {@code filed}
 * @param to the node that it leads to, perhaps the same
 * @param weight how much it counts, 1 or more; a sum past {@link Long#MAX_VALUE} stays there
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
   * Returns the same relation, of another weight.
   *
   * @throws IllegalArgumentException if it is below 1
   */
  public Relation withWeight(long other) {
    return new Relation(from, type, to, other);
  }

  /** Orders by where it starts, its type, where it leads to, and then by weight. */
  @Override
  public int compareTo(Relation that) {
    return ORDER.compare(this, that);
  }
}
