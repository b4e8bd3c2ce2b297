package dev.eventstreams.graph;

import static dev.eventstreams.graph.Samples.relation;
import static dev.eventstreams.graph.Samples.said;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.KeyRings;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A forgotten person is in no graph that is built afterwards, and stops no graph of all streams.
 */
final class ForgottenPersonTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void graphsOfAllStreamsContinueWithoutTheForgottenPerson() throws Exception {
    Encryption encryption = Encryption.with(KeyRings.inMemory());
    try (EventStore store = EventStores.open("memory:", encryption)) {
      var unused = store.stream("ann").append(said("Ann likes Bob"));
      var unused2 = store.stream("bob").append(said("Bob likes Ann"));
      try (LiveGraph before = KnowledgeGraph.watch(store.all(), ForgottenPersonTest::careless)) {
        assertEquals(2, before.await(store.head(), LONG).network().edges().size());

        store.forget("ann");
        var unused3 = store.stream("bob").append(said("Bob knows Eve"));

        assertEquals(3, before.await(store.head(), LONG).network().edges().size());
      }
      Set<Relation> rest = Set.of(relation("Bob", "likes", "Ann"), relation("Bob", "knows", "Eve"));
      assertEquals(
          rest,
          KnowledgeGraph.build(store.all().read(), ForgottenPersonTest::careless)
              .edges());
      try (LiveGraph after = KnowledgeGraph.watch(store.all(), ForgottenPersonTest::careless)) {
        assertEquals(rest, after.await(store.head(), LONG).network().edges());
      }
      for (StoredEvent event : store.all().read()) {
        assertEquals(event.streamId().equals("ann"), event.redacted(), event.toString());
      }
    }
  }

  // Fails on an event without data, so it must not be called for one.
  private static List<Relation> careless(StoredEvent event) {
    String unused = event.data().utf8().substring(0, 3);
    return Samples.sentence(event);
  }
}
