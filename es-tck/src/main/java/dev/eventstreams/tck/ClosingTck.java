package dev.eventstreams.tck;

import static dev.eventstreams.ExpectedVersion.any;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Closing a store frees its files, connections and threads. */
public abstract class ClosingTck extends StoreTck {

  private static final int STORES = 12;

  /** For a backend's own class. */
  protected ClosingTck() {}

  @Test
  @Rule("L1")
  void closingFreesEveryFileAndConnection() {
    useAndClose();
    useAndClose();
    long before = openFiles();

    for (int i = 0; i < STORES; i++) {
      useAndClose();
    }

    // The bound is below one file for each store: the JVM itself opens some files now and then.
    Work.until(
        patience(),
        "files and connections of closed stores are closed; open before: " + before,
        () -> openFiles() < before + STORES / 2);
  }

  @Test
  @Rule("L1")
  void closingEndsEveryThread() {
    useAndClose();
    Set<Thread> before = threads();

    for (int i = 0; i < STORES; i++) {
      useAndClose();
    }

    Work.until(patience(), "the threads of closed stores have ended", () -> {
      Set<Thread> left = threads();
      left.removeAll(before);
      return left.size() < STORES / 2;
    });
  }

  // Concurrent readers use one connection each. 5 MiB start the work that a backend does after
  // large writes.
  private void useAndClose() {
    try (EventStore store = open(newStore())) {
      store.stream("s").append(any(), Sample.numbered(1, 298));
      store.stream("s").append(any(), CandidateEvent.of("Large", Bytes.of(new byte[5 << 20])));
      store.stream("s").appendAsync(any(), Sample.numbered(300, 1)).join();
      store.stream("s").saveSnapshot("p", 1, "state");
      List<Work<Long>> readers = Work.together(
          patience(), 4, reader -> () -> store.all().read().stream().count());
      readers.forEach(reader -> assertEquals(300, reader.result(), "events read"));
      Watch<StoredEvent> watch = store.all().watch().from(1).open();
      Iterator<StoredEvent> watched = watch.iterator();
      assertEquals(1, watched.next().version(), "the first event watched");
    }
  }

  // On a platform that does not count open files, only the test of the threads checks anything.
  private static long openFiles() {
    OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
    return system instanceof UnixOperatingSystemMXBean unix ? unix.getOpenFileDescriptorCount() : 0;
  }

  private static Set<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.getName().startsWith("tck-"))
        .collect(Collectors.toCollection(HashSet::new));
  }
}
