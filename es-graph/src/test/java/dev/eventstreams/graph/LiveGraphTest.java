package dev.eventstreams.graph;

import static dev.eventstreams.EventFilter.type;
import static dev.eventstreams.graph.Samples.relation;
import static dev.eventstreams.graph.Samples.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.PositionAheadException;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.core.EventStores;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LiveGraphTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final EventStore store = EventStores.open("memory:");
  private final EventStream stream = store.stream("s");

  @AfterEach
  void closeStore() {
    store.close();
  }

  @Test
  void containsTheHistoryAndThenAppendedEvents() throws Exception {
    append("Ann likes Bob");
    try (LiveGraph graph = KnowledgeGraph.watch(store.all(), Samples::sentence)) {
      assertEquals(
          Set.of(relation("Ann", "likes", "Bob")),
          graph.await(store.head(), LONG).network().edges());

      append("Ann likes Bob", "Bob knows Ann");
      GraphSnapshot now = graph.await(store.head(), LONG);
      assertEquals(KnowledgeGraph.build(store.all().read(), Samples::sentence), now.network());
      assertEquals(store.head(), now.cursor());
      assertEquals(store.head(), graph.cursor());
      assertEquals(now, graph.snapshot());
    }
  }

  @Test
  void countsVersionsOnAStream() throws Exception {
    var unused = store.stream("other").append(said("Not of interest"), said("Zoe likes Zoe"));
    append("Ann likes Bob");
    try (LiveGraph graph = KnowledgeGraph.watch(stream, Samples::sentence)) {
      GraphSnapshot now = graph.await(stream.version(), LONG);

      assertEquals(1, now.cursor());
      assertEquals(Set.of(relation("Ann", "likes", "Bob")), now.network().edges());
    }
  }

  @Test
  void extractsOnlyMatchingEventsAndMovesPastTheOthers() throws Exception {
    append("Ann likes Bob");
    var unused = stream.append(CandidateEvent.of("Whispered", "Bob hates Ann"));
    try (LiveGraph graph =
        KnowledgeGraph.watch(store.all(), type("Said"), GraphSnapshot.empty(), Samples::sentence)) {
      GraphSnapshot first = graph.await(store.head(), LONG);
      assertEquals(Set.of(relation("Ann", "likes", "Bob")), first.network().edges());
      assertEquals(store.head(), first.cursor());

      var unused2 = stream.append(CandidateEvent.of("Whispered", "Ann hates Bob"));
      GraphSnapshot second = graph.await(store.head(), LONG);
      assertEquals(store.head(), second.cursor());
      assertSame(first.network(), second.network());
    }
  }

  @Test
  void continuesFromTheSnapshotOfAnotherGraph() throws Exception {
    append("Ann likes Bob", "Ann likes Bob");
    GraphSnapshot before;
    try (LiveGraph graph = KnowledgeGraph.watch(stream, Samples::sentence)) {
      before = graph.await(2, LONG);
    }
    append("Ann likes Bob", "Bob knows Ann");
    try (LiveGraph graph = resume(before)) {
      assertEquals(
          new GraphSnapshot(KnowledgeGraph.build(stream.read(), Samples::sentence), 4),
          graph.await(4, LONG));
    }
    assertEquals(1, before.network().edges().size());
  }

  @Test
  void continuesFromABuiltGraph() throws Exception {
    append("Ann likes Bob", "Ann likes Bob", "Ann likes Bob");
    GraphSnapshot built =
        new GraphSnapshot(KnowledgeGraph.build(stream.read().upTo(2), Samples::sentence), 2);
    try (LiveGraph graph = resume(built)) {
      assertEquals(
          Set.of(relation("Ann", "likes", "Bob").withWeight(3)),
          graph.await(3, LONG).network().edges());
    }
  }

  @Test
  void stopsBeforeAnEventForWhichTheExtractorThrowsAnException() throws Exception {
    RuntimeException bad = new IllegalArgumentException("bad");
    stopsWith(bad, () -> {
      throw bad;
    });
  }

  @Test
  void stopsBeforeAnEventForWhichTheExtractorThrowsAnError() throws Exception {
    Error bad = new StackOverflowError("bad");
    stopsWith(bad, () -> {
      throw bad;
    });
  }

  private void stopsWith(Throwable cause, Runnable bad) throws Exception {
    RelationExtractor picky = event -> {
      if (event.data().utf8().equals("bad")) {
        bad.run();
      }
      return Samples.sentence(event);
    };
    append("Ann likes Bob", "bad", "Bob likes Ann");
    try (LiveGraph graph = KnowledgeGraph.watch(stream, picky)) {
      IllegalStateException first =
          assertThrows(IllegalStateException.class, () -> graph.await(3, LONG));
      IllegalStateException second = assertThrows(IllegalStateException.class, graph::snapshot);
      assertEquals("the graph has stopped at 1; see the cause", first.getMessage());
      assertSame(cause, first.getCause());
      assertSame(cause, second.getCause());
      assertEquals(2, Set.of(first, second).size());
      assertEquals(1, graph.cursor());
      assertEquals(
          new GraphSnapshot(KnowledgeGraph.build(stream.read().upTo(1), Samples::sentence), 1),
          graph.last());
      try (LiveGraph better = resume(graph.last())) {
        assertEquals(
            KnowledgeGraph.build(stream.read(), Samples::sentence),
            better.await(3, LONG).network());
      }
    }
  }

  @Test
  void stopsWhenTheExtractorInterruptsItsThread() {
    append("Ann likes Bob");
    try (LiveGraph graph = KnowledgeGraph.watch(stream, event -> {
      Thread.currentThread().interrupt();
      return List.of();
    })) {
      IllegalStateException stopped =
          assertThrows(IllegalStateException.class, () -> graph.await(2, LONG));
      assertInstanceOf(InterruptedException.class, stopped.getCause());
    }
  }

  @Test
  void throwsOnceTheStoreIsClosed() throws Exception {
    append("Ann likes Bob");
    try (LiveGraph graph = KnowledgeGraph.watch(stream, Samples::sentence)) {
      GraphSnapshot now = graph.await(1, LONG);
      store.close();
      assertThrows(StoreClosedException.class, () -> graph.await(2, LONG));
      assertThrows(StoreClosedException.class, graph::snapshot);
      assertEquals(now, graph.last());
    }
    assertThrows(StoreClosedException.class, () -> KnowledgeGraph.watch(stream, Samples::sentence));
  }

  @Test
  void staysAsItWasOnceClosed() throws Exception {
    append("Ann likes Bob");
    LiveGraph graph = KnowledgeGraph.watch(stream, Samples::sentence);
    GraphSnapshot now = graph.await(1, LONG);
    graph.close();
    graph.close();
    append("Ann likes Bob");
    assertEquals(now, graph.last());
    assertEquals(
        "the graph is closed, at 1",
        assertThrows(IllegalStateException.class, graph::snapshot).getMessage());
    assertThrows(IllegalStateException.class, () -> graph.await(2, LONG));
  }

  @Test
  void waitsNoLongerThanTheTimeout() throws Exception {
    append("Ann likes Bob");
    try (LiveGraph graph = KnowledgeGraph.watch(stream, Samples::sentence)) {
      assertEquals(1, graph.await(1, Duration.ofSeconds(Long.MAX_VALUE)).cursor());
      for (Duration none :
          List.of(Duration.ZERO, Duration.ofNanos(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
        assertEquals(
            "the graph is at 1, not yet at 2, after " + none,
            assertThrows(TimeoutException.class, () -> graph.await(2, none)).getMessage());
      }
      assertThrows(TimeoutException.class, () -> graph.await(2, Duration.ofMillis(25)));
      append("Ann likes Bob");
      assertEquals(2, graph.await(2, LONG).cursor());
    }
  }

  @Test
  void continuesWhenAWaitingThreadIsInterrupted() throws Exception {
    append("Ann likes Bob");
    try (LiveGraph graph = KnowledgeGraph.watch(stream, Samples::sentence)) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, () -> graph.await(2, LONG));
      assertEquals(1, graph.await(1, LONG).cursor());
    }
  }

  @Test
  void refusesASnapshotOfAnotherStore() {
    append("Ann likes Bob");
    GraphSnapshot elsewhere = new GraphSnapshot(GraphSnapshot.empty().network(), 9);

    assertThrows(PositionAheadException.class, () -> resume(elsewhere));
  }

  private LiveGraph resume(GraphSnapshot from) {
    return KnowledgeGraph.watch(stream, EventFilter.all(), from, Samples::sentence);
  }

  private void append(String... sentences) {
    for (String sentence : sentences) {
      var unused = stream.append(said(sentence));
    }
  }
}
