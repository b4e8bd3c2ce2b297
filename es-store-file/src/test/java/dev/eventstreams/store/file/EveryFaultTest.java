package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.StorageHandle;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each call on the writer's files fails once, alone or together with later calls. Meanwhile a store
 * is opened, appended to across several segments, and closed. Afterwards the store contains every
 * acknowledged append, in order, and no refused append.
 */
final class EveryFaultTest {

  private static final int APPENDS = 12; // some of them begin a segment

  private Path folder = Path.of("folder");
  private Path directory = folder;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Samples.fastDirectory();
  }

  @AfterEach
  void removeFolder() throws IOException {
    Samples.delete(folder);
  }

  private StorageHandle open(LogFile.Opener disk) {
    return FileHandle.open(
        FileSettings.of(Samples.url(directory).with("segment", "4096")), Clock.systemUTC(), disk);
  }

  // The acknowledged appends, and those with an unknown outcome: the text of an unknown one ends
  // with "?".
  private final List<String> told = new ArrayList<>();

  // Large and small appends take turns: a small one may fit where a large one did not.
  private static String data(int i) {
    return i + (i % 3 == 2 ? "s" : "x".repeat(1_700));
  }

  private static List<String> texts(StorageHandle store, EventFilter filter) {
    return Samples.readAll(store, null, filter).stream()
        .map(event -> event.data().utf8())
        .toList();
  }

  private void append(StorageHandle store, int i) {
    String data = data(i);
    try {
      Samples.append(store, "s" + i % 2, Samples.tagged(data, "all", "of:" + i));
      told.add(data);
    } catch (StorageException e) {
      if (e.outcomeUnknown()) {
        told.add(data + "?");
      }
    } catch (OutOfMemoryError e) {
      told.add(data + "?");
    }
  }

  private void assertHolds(StorageHandle store, String where) {
    List<String> left = texts(store, EventFilter.all());
    int at = 0;
    for (String event : told) {
      boolean unknown = event.endsWith("?");
      String data = unknown ? event.substring(0, event.length() - 1) : event;
      if (at < left.size() && left.get(at).equals(data)) {
        at++;
      } else {
        assertTrue(unknown, where + ": lost " + data.substring(0, Math.min(4, data.length())));
      }
    }
    assertEquals(at, left.size(), where + ": events that were refused, or are stored twice");
    assertEquals(texts(store, EventFilter.tag("all")), left, where + ": by the tag of all");
    for (int i = 0; i <= APPENDS + 1; i++) {
      String data = data(i);
      assertEquals(
          left.stream().filter(data::equals).toList(),
          texts(store, EventFilter.tag("of:" + i)),
          where + ": by the tag of append " + i);
    }
  }

  private static Supplier<Throwable> failure(String kind) {
    return kind.equals("memory")
        ? () -> new OutOfMemoryError("a test")
        : () -> new IOException("Input/output error");
  }

  @ParameterizedTest
  @CsvSource({"disk,1", "disk,2", "disk,3", "disk,1000", "memory,1", "memory,2", "memory,1000"})
  void storeKeepsAcknowledgedAppendsAfterAnyFailedCall(String kind, int many) throws IOException {
    int nth = 0;
    for (boolean reached = true; reached; ) {
      nth++;
      told.clear();
      directory = folder.resolve(nth + "-" + many);
      FaultyDisk disk = new FaultyDisk(failure(kind));
      String where = kind + ", " + many + " calls from call " + nth + " on";
      try (StorageHandle store = open(disk)) {
        append(store, 0);
        disk.fail(nth, many);
        for (int i = 1; i < APPENDS; i++) {
          append(store, i);
        }
        reached = disk.heal() >= nth;
        append(store, APPENDS);
        assertTrue(told.get(told.size() - 1).startsWith(APPENDS + ""), where + ": still fails");
        assertFalse(told.get(told.size() - 1).endsWith("?"), where + ": still fails");
        assertHolds(store, where);
      }
      try (StorageHandle store = open(new FaultyDisk(failure(kind)))) {
        assertHolds(store, where + ", reopened");
        append(store, APPENDS + 1);
        assertHolds(store, where + ", appended");
      }
      Samples.delete(directory);
    }
    assertTrue(nth > 40, "calls that failed: " + nth);
  }

  @ParameterizedTest
  @CsvSource({"disk,1", "disk,1000", "memory,1", "memory,1000"})
  void openingsThatFailChangeNothing(String kind, int many) throws IOException {
    for (boolean killed : new boolean[] {false, true}) {
      int nth = 0;
      for (boolean reached = true; reached; ) {
        nth++;
        told.clear();
        Path original = folder.resolve("original");
        directory = original;
        try (StorageHandle store = open(LogFile::open)) {
          for (int i = 0; i < APPENDS; i++) {
            append(store, i);
          }
          directory = folder.resolve("copy");
          Samples.copy(original, directory); // the state that a killed process leaves
        }
        if (!killed) {
          Samples.delete(directory);
          Samples.copy(original, directory);
        }
        FaultyDisk disk = new FaultyDisk(failure(kind));
        String where = kind + ", " + many + " calls from call " + nth + " on, killed " + killed;
        disk.fail(nth, many);
        try (StorageHandle store = open(disk)) {
          append(store, APPENDS);
        } catch (StorageException | OutOfMemoryError e) {
          assertTrue(disk.heal() >= nth, where + ": " + e);
        }
        reached = disk.heal() >= nth;
        try (StorageHandle store = open(LogFile::open)) {
          assertHolds(store, where);
        }
        Samples.delete(directory);
        Samples.delete(original);
      }
      assertTrue(nth > 5, "calls that failed: " + nth);
    }
  }
}
