package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.eventstreams.AppendBatch;
import dev.eventstreams.AppendCondition;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.EventField;
import dev.eventstreams.EventFilter;
import dev.eventstreams.EventStore;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.spi.StorageHandle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Metadata that is not a JSON object is reported for its event, and fails no other operation. */
final class DamagedMetadataTest {

  @TempDir
  Path folder;

  private Path directory() {
    return folder.resolve("events");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":1", "[1]", "no JSON", "{} {}", "", "{\"a\":tru}"})
  void damagedMetadataIsReportedWithItsPlaceAndFailsNoFilter(String metadata) {
    try (StorageHandle store = Samples.open(directory())) {
      Samples.append(store, "good", Samples.event("T", "{\"n\":1}", "one"));
      Samples.append(store, "bad", Samples.event("T", metadata, "two"));
      Samples.append(store, "good", Samples.event("T", "{\"n\":2}", "three"));
    }
    try (EventStore store = EventStores.open(Samples.url(directory()).toString())) {
      EventFilter number = EventField.metadata("n").lessThan(5);
      List<StoredEvent> found = store.all().read().where(number).stream().toList();
      assertEquals(List.of(1L, 3L), found.stream().map(StoredEvent::position).toList());
      StoredEvent damaged = store.all().read().from(2).iterator().next();
      assertEquals("two", damaged.data().utf8());
      StorageException failure =
          assertThrows(StorageException.class, () -> damaged.metadata().get("n"));
      Samples.assertSays(failure, "damaged", "position 2", "\"bad\"");
      var unused =
          store.append(AppendBatch.of("good", ExpectedVersion.any(), CandidateEvent.of("T"))
              .onlyIf(AppendCondition.noEventMatching(EventFilter.metadata("n", 7))));
      assertEquals(4, store.head());
    }
  }

  @Test
  void metadataOfSeveralLinesIsRefusedBeforeAnythingIsWritten() {
    try (StorageHandle store = Samples.open(directory())) {
      Samples.append(store, "s", Samples.event("T", "{}", "one"));
      IllegalArgumentException refused = assertThrows(
          IllegalArgumentException.class,
          () -> Samples.append(store, "s", Samples.event("T", "{\n}", "two")));
      Samples.assertSays(refused, "\"s\"", "control character 10");
      Samples.append(store, "s", Samples.event("T", "{}", "three"));
    }
    try (StorageHandle store = Samples.open(directory())) {
      assertEquals(2, Samples.readAll(store).size());
    }
  }
}
