package dev.eventstreams.store.sqlite;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Watches fail, and do not wait for ever, if the store's files are removed or replaced (contract
 * W9).
 */
@Timeout(60)
final class LostWatchTest {

  private Path file;
  private EventStore store;

  @BeforeEach
  void open(@TempDir Path directory) {
    file = directory.resolve("events.db");
    store = EventStores.open(Samples.url(file).unmasked());
    store.stream("s").append(CandidateEvent.of("T", "x"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static CompletableFuture<Boolean> waiting(EventStore store) {
    Iterator<StoredEvent> events = store.all().watch().open().iterator();
    return CompletableFuture.supplyAsync(events::hasNext, task -> {
      Thread thread = new Thread(task, "consumer");
      thread.setDaemon(true);
      thread.start();
    });
  }

  private static CompletableFuture<Boolean> subscribed(EventStore store) {
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    store.stream("s").watch().open().publisher().subscribe(new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {}

      @Override
      public void onNext(StoredEvent event) {}

      @Override
      public void onError(Throwable failure) {
        end.completeExceptionally(failure);
      }

      @Override
      public void onComplete() {
        end.complete(true);
      }
    });
    return end;
  }

  private static void assertLost(CompletableFuture<Boolean> consumer, String how) {
    ExecutionException failure = assertThrows(ExecutionException.class, consumer::get);
    assertLost(assertInstanceOf(StorageException.class, failure.getCause()), how);
  }

  private static void assertLost(StorageException failure, String how) {
    assertTrue(failure.lost(), failure.toString());
    Samples.assertSays(failure, "events.db", how, "while it was open");
  }

  private interface Damage {
    void happen() throws IOException;
  }

  private void assertWatchesFail(Damage damage, String how) throws IOException {
    CompletableFuture<Boolean> iterating = waiting(store);
    CompletableFuture<Boolean> subscribed = subscribed(store);
    damage.happen();
    assertLost(iterating, how);
    assertLost(subscribed, how);
    assertLost(assertThrows(StorageException.class, () -> store.all().watch().open()), how);
  }

  @Test
  void watchesOfADeletedStoreFail() throws IOException {
    assertWatchesFail(
        () -> {
          for (String suffix : new String[] {"", "-wal", "-shm"}) {
            Files.delete(file.resolveSibling("events.db" + suffix));
          }
        },
        "deleted or moved");
  }

  @Test
  void watchesOfAReplacedStoreFail() throws IOException {
    assertWatchesFail(
        () -> {
          Files.move(file, file.resolveSibling("old.db"));
          Files.copy(file.resolveSibling("old.db"), file);
        },
        "was");
  }

  @Test
  void watchesOfAStoreThatIsCutOffFail() throws IOException {
    assertWatchesFail(
        () -> {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
          }
        },
        "cut off");
  }
}
