package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.StoreUrl;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/** A store that is dropped or moved while it is open is lost for good, also for its watches (contract L3, W9). */
@Timeout(120)
final class LostStoreTest {

  private static final StoreOptions OFTEN =
      StoreOptions.defaults().withPollInterval(Duration.ofMillis(20));

  private final StoreUrl url = Samples.url();
  private final String schema = PostgresSettings.of(url).schema();
  private EventStore store;

  @BeforeEach
  void open() {
    store = EventStores.open(url.unmasked(), OFTEN);
    append(store);
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static long append(EventStore store) {
    return store.stream("s")
        .append(ExpectedVersion.any(), CandidateEvent.of("T", "x"))
        .version();
  }

  private static CompletableFuture<Boolean> watching(EventStore store) {
    Iterator<StoredEvent> events = store.all().watch().open().iterator();
    return CompletableFuture.supplyAsync(events::hasNext, task -> {
      Thread thread = new Thread(task, "consumer");
      thread.setDaemon(true);
      thread.start();
    });
  }

  private static void assertLost(Executable call) {
    StorageException failure = assertThrows(StorageException.class, call);
    assertTrue(failure.lost(), failure.toString());
    assertFalse(failure.outcomeUnknown(), failure.toString());
  }

  private static void assertFails(CompletableFuture<Boolean> watch) {
    ExecutionException failure =
        assertThrows(ExecutionException.class, () -> watch.get(60, TimeUnit.SECONDS));
    assertTrue(assertInstanceOf(StorageException.class, failure.getCause()).lost());
  }

  // The change locks one table after the other, and so does a read by a watch. If each waits for
  // the other, PostgreSQL ends one of them.
  private void change(String sql) throws SQLException {
    while (true) {
      try {
        Samples.run(url, String.format(sql, schema));
        return;
      } catch (SQLException e) {
        if (!"40P01".equals(e.getSQLState())) {
          throw e;
        }
      }
    }
  }

  private void assertLostAfter(String sql) throws SQLException {
    CompletableFuture<Boolean> watch = watching(store);
    change(sql);
    assertFails(watch);
    assertLost(() -> append(store));
    assertLost(() -> store.stream("s").read().stream().count());
    assertLost(() -> store.all().watch().open());
  }

  @Test
  void storeWhoseSchemaIsDroppedIsLostAndANewOneIsADifferentStore() throws SQLException {
    assertLostAfter("DROP SCHEMA \"%s\" CASCADE");
    try (EventStore other = EventStores.open(url.unmasked())) {
      assertEquals(1, append(other));
      assertLost(() -> append(store));
      assertLost(() -> store.stream("s").read().stream().count());
      assertEquals(2, append(other));
    }
  }

  @Test
  void storeWhoseSchemaIsRenamedIsLost() throws SQLException {
    assertLostAfter("ALTER SCHEMA \"%1$s\" RENAME TO \"%1$s_away\"");
  }

  @Test
  void storeWhoseEventsAreDroppedIsLost() throws SQLException {
    assertLostAfter("DROP TABLE \"%s\".events CASCADE");
  }

  @Test
  void appendThatFindsTheStoreGoneIsCertainlyNotWritten() throws SQLException {
    change("DROP SCHEMA \"%s\" CASCADE");
    assertLost(() -> append(store));
    assertLost(() -> append(store));
  }

  @Test
  void missingDatabaseFailsTheOpeningAndIsNotALoss() {
    StorageException failure = assertThrows(
        StorageException.class,
        () ->
            EventStores.open(url.unmasked().replaceFirst("/[^/?]+(\\?|$)", "/no_such_database$1")));
    assertFalse(failure.lost(), failure.toString());
    Samples.assertSays(failure, "no such database");
  }
}
