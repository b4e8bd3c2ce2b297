package dev.eventstreams.examples;

import com.google.common.graph.ImmutableNetwork;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.graph.KnowledgeGraph;
import dev.eventstreams.graph.Node;
import dev.eventstreams.graph.Relation;
import dev.eventstreams.graph.RelationExtractor;
import java.util.Collection;
import java.util.List;

/**
 * Extracts from the events of commits who works on what: a person <em>changed</em> a folder, once
 * for each commit that touched it, and <em>committed</em> to the history, once for each commit.
 */
final class CommitRelations implements RelationExtractor {

  static final String PERSON = "person";
  static final String FOLDER = "folder";
  static final String CHANGED = "changed";
  static final String COMMITTED = "committed";

  private static final Node HISTORY = Node.of("history", "");

  /** Returns the graph of the commits in the store. */
  static ImmutableNetwork<Node, Relation> graph(EventStore store) {
    EventFilter wanted = EventFilter.typeIn(CommitEvents.COMMITTED, CommitEvents.FOLDER_CHANGED);
    return KnowledgeGraph.build(store.all().read().where(wanted), new CommitRelations());
  }

  static Relation changed(String person, String folder) {
    return Relation.of(Node.of(PERSON, person), CHANGED, Node.of(FOLDER, folder));
  }

  static Relation committed(String person) {
    return Relation.of(Node.of(PERSON, person), COMMITTED, HISTORY);
  }

  @Override
  public Collection<Relation> relations(StoredEvent event) {
    String person = text(event, "author");
    return event.type().equals(CommitEvents.FOLDER_CHANGED)
        ? List.of(changed(person, text(event, "folder")))
        : List.of(committed(person));
  }

  /**
   * Returns the same relations, because they come from metadata only, which remains without the
   * data.
   */
  @Override
  public Collection<Relation> redactedRelations(StoredEvent event) {
    return relations(event);
  }

  private static String text(StoredEvent event, String key) {
    return event.metadata().get(key) instanceof String text ? text : "";
  }
}
