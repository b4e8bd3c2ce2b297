package dev.eventstreams.graph;

import dev.eventstreams.StoredEvent;
import java.util.Collection;
import java.util.List;

/**
 * Reads out of an event what it tells of the graph.
 *
 * <p>It should depend on the event alone: then a graph that is kept up to date equals one that is built anew. It is called by
 * one thread at a time, once for each event, in order. What it throws ends the building or the watching of the graph.
 */
@FunctionalInterface
public interface RelationExtractor {

  /** Returns what the event tells, perhaps nothing; never asked of an event whose data is redacted. */
  Collection<Relation> relations(StoredEvent event);

  /**
   * Returns what an event still tells whose data was for somebody since forgotten: {@link StoredEvent#redacted()} is true, the
   * data is empty, type and metadata are there. Nothing, unless overridden: by an extractor that never looks at data, to ask
   * {@link #relations} all the same.
   */
  default Collection<Relation> redactedRelations(StoredEvent event) {
    return List.of();
  }
}
