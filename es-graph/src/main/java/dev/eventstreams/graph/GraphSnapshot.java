package dev.eventstreams.graph;

import com.google.common.graph.ImmutableNetwork;
import java.util.List;
import java.util.Objects;

/**
 * A graph with its cursor. The graph contains every event up to the cursor exactly once, and no
 * later event.
 *
 * @param network the graph
 * @param cursor a version for the graph of a stream, a position for the graph of the whole store; 0
 *     before the first event
 */
public record GraphSnapshot(ImmutableNetwork<Node, Relation> network, long cursor) {

  private static final GraphSnapshot EMPTY = new GraphSnapshot(Tally.network(List.of()), 0);

  /**
   * Checks the cursor.
   *
   * @throws IllegalArgumentException if it is below 0
   */
  public GraphSnapshot {
    Objects.requireNonNull(network, "network");
    if (cursor < 0) {
      throw new IllegalArgumentException("graph cursor " + cursor + " is below 0");
    }
  }

  /** Returns the graph before the first event. */
  public static GraphSnapshot empty() {
    return EMPTY;
  }

  /** Returns the cursor and the sizes, without names. */
  @Override
  public String toString() {
    return "GraphSnapshot[" + network.nodes().size() + " nodes, "
        + network.edges().size() + " relations, cursor=" + cursor + "]";
  }
}
