package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.core.EventStores;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SQLite's log stays within its bound while appends and reads never pause. */
@Tag("soak")
final class SteadyAppendsTest {

  private static final int READERS = 8;
  private static final long ONE_COMMIT =
      4 << 20; // 20 events of 2,000 bytes, and what is not looked at yet
  private static final long BOUND = WriteAheadLog.BOUND_BYTES + ONE_COMMIT;
  private static final List<CandidateEvent> EVENTS =
      Collections.nCopies(20, CandidateEvent.of("T", new byte[2_000]));

  @TempDir
  Path directory;

  private final AtomicBoolean stopped = new AtomicBoolean();
  private final AtomicLong reads = new AtomicLong();

  private Path file() {
    return directory.resolve("events.db");
  }

  private long log() {
    return directory.resolve("events.db-wal").toFile().length();
  }

  @Test
  void tenMinutesBesideEightReaders() throws InterruptedException {
    try (EventStore store = EventStores.open("sqlite:" + file())) {
      List<Thread> readers = readers(store);
      try {
        Load load = append(store, Duration.ofMinutes(10));
        System.out.println(
            "beside " + READERS + " readers: " + load + ", " + reads + " events read");
        assertTrue(load.longest() <= BOUND, load::toString);
      } finally {
        stop(readers);
      }
      assertEquals(store.head(), store.all().read().stream().count());
    }
  }

  @Test
  void logIsCutWhenTheTransactionOfAnotherConnectionEnds() throws Exception {
    try (EventStore store = EventStores.open("sqlite:" + file())) {
      List<Thread> readers = readers(store);
      try {
        append(store, Duration.ofSeconds(1));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file());
            Statement statement = other.createStatement()) {
          statement.execute("BEGIN");
          statement.executeQuery("SELECT count(*) FROM events").close();
          Load load = append(store, Duration.ofMinutes(2));
          System.out.println("beside a transaction of another connection: " + load);
          assertTrue(load.longest() > BOUND, load::toString);
        }
        Load recovering = append(store, Duration.ofSeconds(30));
        System.out.println("the first 30 seconds after it: " + recovering + ", now " + log());
        Load after = append(store, Duration.ofMinutes(1));
        System.out.println("the minute after that: " + after + ", " + reads + " events read");
        assertTrue(after.longest() <= BOUND, after::toString);
      } finally {
        stop(readers);
      }
      assertEquals(store.head(), store.all().read().stream().count());
    }
  }

  private List<Thread> readers(EventStore store) {
    List<Thread> readers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      Thread reader = new Thread(() -> {
        while (!stopped.get()) {
          reads.addAndGet(store.all().read().limit(20_000).stream().count());
        }
      });
      reader.start();
      readers.add(reader);
    }
    return readers;
  }

  private void stop(List<Thread> readers) throws InterruptedException {
    stopped.set(true);
    for (Thread reader : readers) {
      reader.join();
    }
  }

  /**
   * The result of a period of appends: their number, the log's greatest length, and the slowest
   * append.
   */
  private record Load(long appends, long longest, long slowestMillis) {}

  private Load append(EventStore store, Duration time) {
    long appends = 0;
    long longest = 0;
    long slowest = 0;
    long end = System.nanoTime() + time.toNanos();
    for (long now = System.nanoTime(); now < end; appends++) {
      store.stream("s").append(ExpectedVersion.any(), EVENTS);
      longest = Math.max(longest, log());
      long then = System.nanoTime();
      slowest = Math.max(slowest, then - now);
      now = then;
    }
    return new Load(appends, longest, slowest / 1_000_000);
  }
}
