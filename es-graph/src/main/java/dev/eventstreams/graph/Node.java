package dev.eventstreams.graph;

import java.util.Comparator;
import java.util.Objects;

/**
 * Something that events tell of: a person, a claim, a folder. Two nodes are one and the same if kind and name are equal.
 *
 * <p>Any text will do, so that no event can break a graph. Names appear in {@link #toString()} and in exports, as stream ids
 * do: what shall stay out of them, an extractor must not make a name of.
 *
 * @param kind what it is: {@code person}
 * @param name which one it is, among those of its kind: {@code Ann}
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
