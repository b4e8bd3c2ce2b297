package dev.eventstreams.graph;

import java.util.Comparator;
import java.util.Objects;

/**
 * A person or thing that events refer to: a customer, a claim, a folder. Two nodes are the same if
 * kind and name are equal.
 *
 * <p>Any text is allowed, so that no event can break a graph. Names appear in {@link #toString()}
 * and in exports, as stream ids do. So an extractor must not use text as a name that must not
 * appear there.
 *
 * @param kind the kind of person or thing: {@code person}
 * @param name identifies it among the nodes of its kind: {@code Ann}
 */
public record Node(String kind, String name) implements Comparable<Node> {

  private static final Comparator<Node> ORDER =
      Comparator.comparing(Node::kind).thenComparing(Node::name);

  /** Checks that neither is null. */
  public Node {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(name, "name");
  }

  /** Returns the node of that kind and name. */
  public static Node of(String kind, String name) {
    return new Node(kind, name);
  }

  /** Orders by kind, then by name. */
  @Override
  public int compareTo(Node that) {
    return ORDER.compare(this, that);
  }
}
