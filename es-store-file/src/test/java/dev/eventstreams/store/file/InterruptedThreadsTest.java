package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Threads that are interrupted during appends and reads do not harm other threads. The threads are
 * virtual if the JDK has virtual threads.
 */
@Timeout(120)
final class InterruptedThreadsTest {

  private static final int THREADS = 16;
  private static final int ROUNDS = 40;

  @TempDir
  Path folder;

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicReference<@Nullable Throwable> harm = new AtomicReference<>();
  private final AtomicInteger interrupted = new AtomicInteger();

  /**
   * Returns a factory of virtual threads if the JDK fully supports them (21 and later), otherwise
   * of platform threads.
   */
  static ThreadFactory threads() throws ReflectiveOperationException {
    if (Runtime.version().feature() < 21) {
      return Thread::new;
    }
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    return (ThreadFactory) type.getMethod("factory").invoke(builder);
  }

  @Test
  void interruptsDuringReadsAndAppendsHarmNoOtherThread() throws Exception {
    String url = Samples.url(folder.resolve("events")) + "?segment=8192";
    try (EventStore store = EventStores.open(url)) {
      List<Thread> victims = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        String name = "victim-" + i;
        victims.add(threads().newThread(() -> guarded(() -> suffer(store, name))));
      }
      Thread calm = new Thread(() -> guarded(() -> work(store.stream("calm"))));
      calm.start();
      victims.forEach(Thread::start);
      Random random = new Random(1);
      while (victims.stream().anyMatch(Thread::isAlive)) {
        victims.get(random.nextInt(THREADS)).interrupt();
        Thread.onSpinWait();
      }
      calm.join();
      if (harm.get() != null) {
        throw new AssertionError("another thread was harmed", harm.get());
      }
      assertTrue(interrupted.get() > 0, "no append was ever interrupted");
      assertEquals(ROUNDS * 2L, store.stream("calm").version(), "the calm thread's appends");
    }
    try (EventStore store = EventStores.open(url)) {
      Set<String> stored = new HashSet<>();
      for (StoredEvent event : store.all().read()) {
        assertTrue(
            stored.add(event.data().utf8()), "stored twice: " + event.data().utf8());
      }
      assertTrue(stored.containsAll(acknowledged), "an acknowledged append is lost");
    }
  }

  private void guarded(Runnable body) {
    try {
      body.run();
    } catch (Throwable e) {
      harm.compareAndSet(null, e);
    }
  }

  // An interrupted thread may see that its append was withdrawn. Every answer that it gets must be
  // true.
  private void suffer(EventStore store, String name) {
    EventStream stream = store.stream(name);
    long version = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String data = name + " " + i;
      try {
        version = stream.append(CandidateEvent.of("T", data)).version();
        acknowledged.add(data);
      } catch (StorageException e) {
        if (e.outcomeUnknown() || !String.valueOf(e.getMessage()).contains("interrupted")) {
          throw e;
        }
        interrupted.incrementAndGet();
      }
      long read = stream.read().stream().count();
      if (read != version) {
        throw new AssertionError(read + " events read of a stream at version " + version);
      }
      boolean unused = Thread.interrupted();
    }
  }

  private void work(EventStream stream) {
    for (int i = 0; i < ROUNDS * 2; i++) {
      String data = "calm " + i;
      assertEquals(i + 1, stream.append(CandidateEvent.of("T", data)).version());
      acknowledged.add(data);
      assertEquals(i + 1, stream.read().stream().count());
    }
  }
}
