package dev.eventstreams.graph;

import dev.eventstreams.StoredEvent;
import java.util.Collection;
import java.util.List;

/**
 * Returns the relations that an event adds to a graph.
 *
 * <p>The result should depend only on the event: then a graph that is kept up to date equals a
 * graph that is built anew. The extractor is called by one thread at a time, once for each event,
 * in order. An exception ends the building or the watching of the graph.
 */
@FunctionalInterface
public interface RelationExtractor {

  /**
   * Returns the relations of the event, possibly none. Never called for an event whose data is
   * redacted.
   */
  Collection<Relation> relations(StoredEvent event);

  /**
   * Returns the relations of a redacted event, for example after its recipient was forgotten:
   * {@link StoredEvent#redacted()} is true, the data is empty, type and metadata are still there.
   * Returns none unless overridden. An extractor that never reads data may call {@link #relations}
   * here.
   */
  default Collection<Relation> redactedRelations(StoredEvent event) {
    return List.of();
  }
}
