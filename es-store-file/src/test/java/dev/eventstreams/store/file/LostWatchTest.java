package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.Watch;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StoreOptions;
import dev.eventstreams.spi.StorageHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Watches fail when the files of their store are removed or replaced, and do not wait forever
 * (contract W9).
 */
@Timeout(60)
final class LostWatchTest {

  private static final StoreOptions IMPATIENT =
      StoreOptions.defaults().withPollInterval(Duration.ofMillis(10));

  @TempDir
  Path folder;

  private EventStore open(String... options) {
    return EventStores.open(Samples.url(folder.resolve("events"), options).unmasked(), IMPATIENT);
  }

  @BeforeEach
  void makeOthers() throws IOException {
    for (String name : List.of("other", "backup")) {
      try (StorageHandle store = Samples.open(folder.resolve(name))) {
        Samples.append(store, "s", Samples.event("T", "{}", name));
      }
    }
  }

  private static CompletableFuture<Boolean> waiting(EventStore store) {
    Watch<StoredEvent> watch = store.all().watch().open();
    Iterator<StoredEvent> events = watch.iterator();
    return CompletableFuture.supplyAsync(events::hasNext, task -> {
      Thread thread = new Thread(task, "consumer");
      thread.setDaemon(true);
      thread.start();
    });
  }

  private static void assertLost(CompletableFuture<Boolean> consumer) {
    ExecutionException failure = assertThrows(ExecutionException.class, consumer::get);
    assertLost(assertInstanceOf(StorageException.class, failure.getCause()));
  }

  private static void assertLost(StorageException lost) {
    assertTrue(lost.lost(), lost.toString());
    Samples.assertSays(lost, "while", "open", "events");
  }

  // Without an append, the writer notices only that the file head was replaced. The next append
  // finds changes of other files and of their content.
  @ParameterizedTest
  @EnumSource
  void watchesOfTheWriterFail(Damage damage) throws IOException {
    try (EventStore store = open()) {
      for (int i = 0; i < 3; i++) {
        store.stream("s").append(CandidateEvent.of("T", "acknowledged"));
      }
      CompletableFuture<Boolean> consumer = waiting(store);
      damage.happen(folder);
      if (!damage.replacesHead()) {
        assertThrows(
            EventStoreException.class, () -> store.stream("s").append(CandidateEvent.of("Late")));
      }
      assertLost(consumer);
      assertLost(assertThrows(
          StorageException.class, () -> store.all().watch().open().iterator().hasNext()));
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DELETED",
        "DELETED_AND_MADE_AGAIN",
        "MOVED",
        "REPLACED",
        "RESTORED_AS_NEW_FILES",
        "RESTORED_IN_PLACE"
      })
  void watchesOfAFollowerFail(Damage damage) throws IOException {
    try (EventStore store = open();
        EventStore follower = open("mode", "read")) {
      for (int i = 0; i < 3; i++) {
        store.stream("s").append(CandidateEvent.of("T", "acknowledged"));
      }
      CompletableFuture<Boolean> consumer = waiting(follower);
      damage.happen(folder);
      assertLost(consumer);
      assertLost(assertThrows(
          StorageException.class, () -> follower.all().watch().open().iterator().hasNext()));
    }
  }
}
