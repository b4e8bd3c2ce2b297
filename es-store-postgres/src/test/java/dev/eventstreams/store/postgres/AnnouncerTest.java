package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.postgres.server.OwnPostgres;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** The announcer's thread ends with its store, and not before. */
final class AnnouncerTest {

  private static final int STORES = 30;

  private static void append(StorageHandle store) {
    store.append(List.of(Samples.append("s", Samples.event("T", "{}", "x"))));
  }

  // A thread that has ended may still be listed for a moment.
  private static Set<Thread> announcing(StoreUrl url) {
    String name = "es-announcer es_"
        + Long.toHexString(AppendLock.key(PostgresSettings.of(url).schema()));
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    threads.removeIf(thread -> !thread.getName().equals(name) || !thread.isAlive());
    return threads;
  }

  @Test
  void storeThatIsClosedRightAfterAnAppendLeavesNoThread() throws Exception {
    StoreUrl url = Samples.url();
    for (int i = 1; i <= STORES; i++) {
      try (StorageHandle store = Samples.open(url)) {
        append(store);
      }
      assertEquals(Set.of(), announcing(url), "after " + i + " stores");
    }
    Awaits.untilGone("threads", () -> {
      Set<String> left = new HashSet<>();
      for (Thread thread : Thread.getAllStackTraces().keySet()) {
        if (thread.isAlive()
            && thread.getName().startsWith("es-")
            && thread.getName().matches("es-(reader|writer|opener|announcer|listener).*")) {
          left.add(thread.getName());
        }
      }
      return left;
    });
  }

  @Test
  void hintsAreGivenAgainAfterAFailureThatCouldNotEvenBeLogged() throws Exception {
    try (OwnPostgres server = OwnPostgres.start()) {
      StoreUrl admin = StoreUrl.parse(server.url());
      String right = " EXECUTE ON FUNCTION pg_catalog.pg_notify(text, text) ";
      Samples.run(
          admin,
          "CREATE ROLE shop LOGIN PASSWORD 'weak'",
          "GRANT CREATE ON DATABASE postgres TO shop",
          "REVOKE" + right + "FROM PUBLIC");
      StoreUrl url =
          StoreUrl.parse("postgresql://shop:weak@localhost:" + server.port() + "/postgres");
      Logger logger = Logger.getLogger(Announcer.class.getName());
      FullHeap handler = new FullHeap();
      logger.setUseParentHandlers(false);
      logger.addHandler(handler);
      try (StorageHandle store = Samples.open(url);
          StorageHandle other = Samples.open(url);
          Notifier notifier = other.notifier()) {
        assertTrue(notifier.await(Duration.ofMinutes(2)), "it listens");
        append(store);
        Awaits.until("a hint has failed", () -> handler.failures.get() > 0);
        Samples.run(admin, "GRANT" + right + "TO PUBLIC");
        do {
          append(store);
        } while (!notifier.await(Duration.ofMillis(100)) && handler.patience-- > 0);
        assertTrue(handler.patience > 0, "no hint of " + store.head("s").last() + " appends");
      } finally {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
      }
    }
  }

  private static final class FullHeap extends Handler {
    private final AtomicInteger failures = new AtomicInteger();
    private int patience = 100;

    @Override
    public void publish(LogRecord record) {
      failures.incrementAndGet();
      throw new OutOfMemoryError("as in a full heap");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
