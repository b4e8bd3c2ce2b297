package dev.eventstreams.graph;

import static dev.eventstreams.graph.Samples.event;
import static dev.eventstreams.graph.Samples.events;
import static dev.eventstreams.graph.Samples.person;
import static dev.eventstreams.graph.Samples.relation;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.graph.ImmutableNetwork;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class KnowledgeGraphTest {

  @Test
  void sumsUpEqualRelationsAndKeepsOthersApart() {
    ImmutableNetwork<Node, Relation> graph = KnowledgeGraph.build(
        events("Ann likes Bob", "Ann knows Bob", "Ann likes Bob", "Bob likes Ann", "Ann likes Ann"),
        Samples::sentence);

    assertEquals(
        List.of(
            relation("Ann", "knows", "Bob"),
            relation("Ann", "likes", "Ann"),
            relation("Ann", "likes", "Bob").withWeight(2),
            relation("Bob", "likes", "Ann")),
        List.copyOf(graph.edges()));
    assertEquals(List.of(person("Ann"), person("Bob")), List.copyOf(graph.nodes()));
    assertEquals(
        Set.of(relation("Ann", "knows", "Bob"), relation("Ann", "likes", "Bob").withWeight(2)),
        graph.edgesConnecting(person("Ann"), person("Bob")));
    assertTrue(graph.isDirected());
  }

  @Test
  void keepsNodesOfOneNameApartByTheirKinds() {
    Relation itself = Relation.of(Node.of("person", "es"), "owns", Node.of("folder", "es"));

    ImmutableNetwork<Node, Relation> graph =
        KnowledgeGraph.build(events("x"), event -> List.of(itself));

    assertEquals(2, graph.nodes().size());
    assertEquals(Set.of(Node.of("folder", "es")), graph.successors(Node.of("person", "es")));
  }

  @Test
  void isEqualForEveryOrderOfTheEvents() {
    List<StoredEvent> events = new ArrayList<>(
        events("Zoe likes Ann", "Ann likes Bob", "\ud83e\udd8a eats \uffee", "Ann likes Bob"));
    ImmutableNetwork<Node, Relation> graph = KnowledgeGraph.build(events, Samples::sentence);
    Collections.reverse(events);
    ImmutableNetwork<Node, Relation> reversed = KnowledgeGraph.build(events, Samples::sentence);

    assertEquals(graph, reversed);
    assertEquals(List.copyOf(graph.nodes()), List.copyOf(reversed.nodes()));
    assertEquals(List.copyOf(graph.edges()), List.copyOf(reversed.edges()));
    assertEquals(KnowledgeGraph.toDot(graph), KnowledgeGraph.toDot(reversed));
    assertEquals(KnowledgeGraph.toGraphMl(graph), KnowledgeGraph.toGraphMl(reversed));
  }

  @Test
  void readsWhatAStoreHolds() {
    try (EventStore store = EventStores.open("memory:")) {
      var unused = store.stream("a").append(Samples.said("Ann likes Bob"));
      var unused2 = store.stream("b").append(Samples.said("Ann likes Bob"));

      assertEquals(
          Set.of(relation("Ann", "likes", "Bob").withWeight(2)),
          KnowledgeGraph.build(store.all().read(), Samples::sentence).edges());
      assertEquals(
          Set.of(relation("Ann", "likes", "Bob")),
          KnowledgeGraph.build(store.stream("a").read(), Samples::sentence).edges());
    }
  }

  @Test
  void doesNotAskAboutRedactedEvents() {
    RelationExtractor careless = event -> {
      assertFalse(event.redacted());
      return List.of(relation(event.data().utf8().substring(0, 3), "spoke", "once"));
    };

    assertEquals(
        Set.of(relation("Ann", "spoke", "once"), relation("Bob", "spoke", "once")),
        KnowledgeGraph.build(
                List.of(event(1, "Ann", false), event(2, "", true), event(3, "Bob", false)),
                careless)
            .edges());
  }

  @Test
  void addsTheRelationsOfRedactedEventsIfTheExtractorReturnsAny() {
    RelationExtractor ofMetadata = new RelationExtractor() {
      @Override
      public Collection<Relation> relations(StoredEvent event) {
        return List.of(relation(String.valueOf(event.metadata().get("by")), "spoke", "once"));
      }

      @Override
      public Collection<Relation> redactedRelations(StoredEvent event) {
        return relations(event);
      }
    };

    assertEquals(
        Set.of(relation("Ann", "spoke", "once").withWeight(2)),
        KnowledgeGraph.build(List.of(event(1, "x", false), event(2, "", true)), ofMetadata)
            .edges());
  }

  @Test
  void throwsOnWhatTheExtractorThrows() {
    IllegalStateException bad = new IllegalStateException("bad");

    assertSame(
        bad,
        assertThrows(
            IllegalStateException.class,
            () -> KnowledgeGraph.build(events("x"), event -> {
              throw bad;
            })));
  }

  @Test
  void weightsAddUpAndStayAtTheLargestLong() {
    Relation heavy = relation("Ann", "likes", "Bob").withWeight(Long.MAX_VALUE - 1);
    Relation light = relation("Ann", "likes", "Bob").withWeight(3);

    assertEquals(
        Set.of(light.withWeight(7)),
        KnowledgeGraph.build(events("x"), event -> List.of(light, light.withWeight(4)))
            .edges());
    assertEquals(
        Set.of(heavy.withWeight(Long.MAX_VALUE)),
        KnowledgeGraph.build(events("x", "y"), event -> List.of(heavy, light)).edges());
  }

  @Test
  void refusesAWeightBelowOne() {
    assertEquals(
        "a relation's weight is at least 1, not 0",
        assertThrows(
                IllegalArgumentException.class,
                () -> relation("Ann", "likes", "Bob").withWeight(0))
            .getMessage());
  }

  @Test
  void keepsEachNodeOnceForAllEvents() {
    Tally tally = new Tally();
    for (int i = 0; i < 1_000; i++) {
      tally.add(List.of(relation(new String("Ann"), "likes", "Bob" + i % 2)));
    }

    List<Relation> relations = tally.relations();
    assertEquals(2, relations.size());
    assertSame(relations.get(0).from(), relations.get(1).from());
    assertEquals(500, relations.get(0).weight());
  }

  @Test
  void showsNoNamesOfASnapshot() {
    GraphSnapshot snapshot =
        new GraphSnapshot(KnowledgeGraph.build(events("Ann likes Bob"), Samples::sentence), 1);

    assertEquals("GraphSnapshot[2 nodes, 1 relations, cursor=1]", snapshot.toString());
    assertEquals(0, GraphSnapshot.empty().network().nodes().size());
    assertThrows(IllegalArgumentException.class, () -> new GraphSnapshot(snapshot.network(), -1));
  }
}
