package dev.eventstreams.store.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A process whose heap is full during an append leaves no transaction open, and appends the next
 * event.
 */
final class FullHeapTest {

  @Test
  void appendThatIsTooLargeForTheHeapDoesNotBlockOtherAppends() throws Exception {
    StoreUrl url = Samples.url();
    List<String> command = new ArrayList<>(List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx32m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1"));
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of(FullHeap.class.getName(), url.unmasked()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    Process process = builder.start();
    List<String> told = process.inputReader(StandardCharsets.UTF_8).lines().toList();
    assertEquals(0, process.waitFor(), String.join("\n", told));
    int failed = Integer.parseInt(told.get(told.size() - 1));
    assertTrue(failed > 0, "the heap was never full");

    try (StorageHandle store = Samples.open(url)) {
      assertEquals(12, store.head("small").last());
      List<EventRecord> all = Samples.readAll(store, EventFilter.all());
      for (int i = 0; i < all.size(); i++) {
        assertEquals(i + 1, all.get(i).position());
      }
      assertTrue(
          all.size() >= 24 - failed, all.size() + " events, and " + failed + " appends failed");
    }
    assertEquals(
        "0",
        Samples.ask(
            url,
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid::int8 << 32 | objid::int8 = "
                + AppendLock.key(PostgresSettings.of(url).schema())));
  }
}
