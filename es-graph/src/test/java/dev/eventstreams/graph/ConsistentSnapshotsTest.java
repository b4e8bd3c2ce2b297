package dev.eventstreams.graph;

import static dev.eventstreams.EventFilter.type;
import static dev.eventstreams.graph.Samples.said;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.core.EventStores;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Many threads append, take snapshots and resume from them. Each event of the stream is one
 * relation of weight 1, so the weights of every snapshot must add up to its version. An event that
 * is missing, doubled or too early would change the sum.
 */
final class ConsistentSnapshotsTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final int WRITERS = 3;
  private static final int LOOKERS = 3;
  private static final int APPENDS = 200;

  private final EventStore store = EventStores.open("memory:");
  private final EventStream stream = store.stream("s");
  private final ExecutorService threads = Executors.newCachedThreadPool();

  @AfterEach
  void close() {
    threads.shutdownNow();
    store.close();
  }

  @Test
  void everySnapshotHoldsExactlyTheEventsUpToItsCursor() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (LiveGraph graph = KnowledgeGraph.watch(stream, Samples::sentence)) {
      List<Future<GraphSnapshot>> lookers = start(LOOKERS, number -> look(graph, done));
      for (Future<GraphSnapshot> writer : start(WRITERS, this::write)) {
        var unused = writer.get();
      }
      GraphSnapshot last = graph.await(WRITERS * APPENDS, LONG);
      done.set(true);

      assertEquals(KnowledgeGraph.build(stream.read(), Samples::sentence), last.network());
      for (Future<GraphSnapshot> looker : lookers) {
        try (LiveGraph resumed =
            KnowledgeGraph.watch(stream, EventFilter.all(), looker.get(), Samples::sentence)) {
          assertEquals(last, resumed.await(WRITERS * APPENDS, LONG));
        }
      }
    }
  }

  @Test
  void everyFilteredSnapshotHoldsExactlyTheEventsUpToItsCursor() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    try (LiveGraph graph =
        KnowledgeGraph.watch(stream, type("Said"), GraphSnapshot.empty(), Samples::sentence)) {
      List<Future<GraphSnapshot>> lookers = start(LOOKERS, number -> lookFiltered(graph, done));
      for (int i = 0; i < APPENDS; i++) { // odd versions match
        var unused = stream.append(said("Ann likes n" + i % 9), CandidateEvent.of("Whispered"));
      }
      GraphSnapshot last = graph.await(2 * APPENDS, LONG);
      done.set(true);

      assertEquals(2 * APPENDS, last.cursor());
      assertEquals(APPENDS, weight(last));
      for (Future<GraphSnapshot> looker : lookers) {
        var unused = looker.get();
      }
    }
  }

  @Tag("soak")
  @RepeatedTest(50)
  void everySnapshotHoldsExactlyTheEventsUpToItsCursorAgain() throws Exception {
    everySnapshotHoldsExactlyTheEventsUpToItsCursor();
  }

  @Tag("soak")
  @RepeatedTest(50)
  void everyFilteredSnapshotHoldsExactlyTheEventsUpToItsCursorAgain() throws Exception {
    everyFilteredSnapshotHoldsExactlyTheEventsUpToItsCursor();
  }

  private GraphSnapshot write(int writer) {
    for (int i = 0; i < APPENDS; i++) {
      var unused = stream.append(said("w" + writer + " likes n" + i % 17));
    }
    return GraphSnapshot.empty();
  }

  /** Takes snapshots until {@code done} is set; returns a snapshot from the middle. */
  private static GraphSnapshot look(LiveGraph graph, AtomicBoolean done) {
    GraphSnapshot middle = graph.snapshot();
    GraphSnapshot before = middle;
    while (!done.get()) {
      GraphSnapshot now = graph.snapshot();
      assertEquals(now.cursor(), weight(now));
      assertTrue(now.cursor() >= before.cursor());
      if (now.cursor() < WRITERS * APPENDS / 2) {
        middle = now;
      }
      before = now;
    }
    return middle;
  }

  private static GraphSnapshot lookFiltered(LiveGraph graph, AtomicBoolean done) {
    GraphSnapshot before = graph.snapshot();
    while (!done.get()) {
      GraphSnapshot now = graph.snapshot();
      assertEquals((now.cursor() + 1) / 2, weight(now));
      assertTrue(now.cursor() >= before.cursor());
      before = now;
    }
    return before;
  }

  private static long weight(GraphSnapshot snapshot) {
    return snapshot.network().edges().stream().mapToLong(Relation::weight).sum();
  }

  private interface Task {
    GraphSnapshot run(int number) throws Exception;
  }

  private List<Future<GraphSnapshot>> start(int count, Task task) {
    List<Future<GraphSnapshot>> started = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      Callable<GraphSnapshot> run = () -> task.run(number);
      started.add(threads.submit(run));
    }
    return started;
  }
}
