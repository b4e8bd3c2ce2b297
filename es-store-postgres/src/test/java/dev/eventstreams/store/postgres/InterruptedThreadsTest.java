package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StoreUrl;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Threads (virtual threads if the JVM has them) that are interrupted again and again during reads
 * and appends: no other thread fails, no connection is lost, and the store has exactly the
 * acknowledged events.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
final class InterruptedThreadsTest {

  private static final int ROUNDS = 150;

  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicLong interrupts = new AtomicLong();

  @Test
  void interruptsDoNotHarmOtherThreads() throws Exception {
    StoreUrl fresh = Samples.url();
    StoreUrl url = fresh.with("ApplicationName", PostgresSettings.of(fresh).schema());
    try (EventStore store = EventStores.open(url.unmasked())) {
      EventStream stream = store.stream("s");
      stream.append(
          ExpectedVersion.any(), Collections.nCopies(2_000, CandidateEvent.of("History", "x")));
      String writer = writer(url);

      List<Thread> victims = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        int number = i;
        victims.add(factory().newThread(() -> victim(store, number)));
      }
      List<Thread> others = List.of(
          new Thread(() -> other(store, victims)),
          factory().newThread(() -> other(store, victims)));
      victims.forEach(Thread::start);
      others.forEach(Thread::start);
      while (victims.stream().anyMatch(Thread::isAlive)) {
        victims.forEach(Thread::interrupt);
        interrupts.incrementAndGet();
        Thread.onSpinWait();
      }
      for (Thread thread : others) {
        thread.join();
      }

      assertEquals(List.of(), List.copyOf(failures));
      assertTrue(interrupts.get() > ROUNDS, "interrupts: " + interrupts);
      assertEquals(writer, writer(url), "the connection that appends");
      List<String> stored = new ArrayList<>();
      stream.read().after(2_000).forEach(event -> stored.add(event.id()));
      assertEquals(acknowledged, Set.copyOf(stored), "what is stored");
      assertEquals(stored.size(), Set.copyOf(stored).size(), "each once");
    }
  }

  /** Returns the id of the server process of the connection that appends. */
  private static String writer(StoreUrl url) throws Exception {
    return Samples.ask(
        url,
        "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity"
            + " WHERE pid <> pg_backend_pid() AND query = 'COMMIT' AND application_name = '"
            + PostgresSettings.of(url).schema() + "'");
  }

  private void victim(EventStore store, int number) {
    EventStream stream = store.stream("s");
    for (int i = 0; i < ROUNDS; i++) {
      String key = "victim-" + number + "-" + i;
      try {
        append(stream, key);
        long unused = store.all().read().limit(500).stream().count();
      } catch (EventStoreException e) {
        // An append that was withdrawn while it waited reports that it was interrupted, and nothing
        // was written.
        if (!String.valueOf(e.getMessage()).contains("interrupted")) {
          failures.add(e);
        }
      } catch (RuntimeException e) {
        failures.add(e);
      }
    }
  }

  private void append(EventStream stream, String key) {
    stream.append(CandidateEvent.of("Appended", "x").withIdempotencyKey(key));
    acknowledged.add(key);
  }

  private void other(EventStore store, List<Thread> victims) {
    EventStream stream = store.stream("s");
    for (int i = 0; victims.stream().anyMatch(Thread::isAlive); i++) {
      try {
        append(stream, "other-" + Thread.currentThread().getId() + "-" + i);
        assertEquals(2_000, stream.read().limit(2_000).stream().count());
      } catch (RuntimeException | AssertionError e) {
        failures.add(e);
        return;
      }
    }
  }

  // By reflection: this is compiled for Java 17, and virtual threads came with 21.
  private static ThreadFactory factory() throws ReflectiveOperationException {
    if (Runtime.version().feature() < 21) {
      return Thread::new;
    }
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    return (ThreadFactory)
        Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
  }
}
