package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.StorageException;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One flipped bit at any place is reported with its place or does no harm. It is never returned as
 * data.
 */
final class FlippedBitTest {

  private Path folder;
  private Path store;
  private List<EventRecord> events = List.of();

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Samples.fastDirectory();
    store = folder.resolve("store");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Samples.delete(folder);
  }

  private void small() throws IOException {
    try (StorageHandle open = Samples.open(store)) {
      Samples.append(open, "a", Samples.keyed("k1", (byte) 0, (byte) -1));
      Samples.append(open, "b", Samples.event("T", "{\"x\":1}", "é\""), Samples.keyed("k"));
      Samples.append(open, "a", Samples.tagged("t", "x", "é\""));
      events = Samples.readAll(open);
    }
  }

  private void large() throws IOException {
    try (StorageHandle open = Samples.open(store, "segment", "4096")) {
      for (int i = 0; i < 60; i++) {
        Samples.append(
            open, "s" + i % 7, Samples.tagged("x" + i, "t" + i % 7), Samples.keyed("k" + i));
      }
      events = Samples.readAll(open);
    }
  }

  private interface Check {
    void run(int byteAt) throws IOException;
  }

  private void flipping(Path file, IntStream bits, Check check) throws IOException {
    byte[] content = Files.readAllBytes(file);
    for (int bit : bits.toArray()) {
      content[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, content);
      check.run(bit / 8);
      content[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, content);
    }
  }

  private static int bits(Path file) throws IOException {
    return (int) Files.size(file) * 8;
  }

  private Path log(int segment) {
    return store.resolve(String.format(Locale.ROOT, "%08d.jsonl", segment));
  }

  private static void removeIndexes(Path store) throws IOException {
    try (var files = Files.list(store)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".index")).toList()) {
        Files.delete(file);
      }
    }
  }

  @Test
  void everyFlippedBitOfTheLogIsReportedWhenAnOpeningReadsTheLog() throws IOException {
    small();
    removeIndexes(store);
    flipping(log(1), IntStream.range(0, bits(log(1))), at -> {
      StorageException damage =
          assertThrows(StorageException.class, () -> Samples.open(store), "a flip in byte " + at);
      Samples.assertSays(damage, "damaged", "segment 1", "offset ");
      assertNear(damage, at);
    });
  }

  // The reported place is the line that contains the bit, or the header of its group.
  private static void assertNear(StorageException damage, int at) {
    String digits = String.valueOf(damage.getMessage()).replaceAll("(?s).*?offset (\\d+).*", "$1");
    int offset = Integer.parseInt(digits);
    assertTrue(offset <= at && at - offset < 1_000, "byte " + at + " is reported at " + offset);
  }

  @Test
  void everyFlippedBitOfTheLogIsReportedByTheOpeningOrByARead() throws IOException {
    small();
    byte[] index = Files.readAllBytes(store.resolve("00000001.index"));
    flipping(log(1), IntStream.range(0, bits(log(1))), at -> {
      StorageException damage = assertThrows(
          StorageException.class,
          () -> {
            try (StorageHandle open = Samples.open(store)) {
              Samples.readAll(open);
            }
          },
          "a flip in byte " + at);
      Samples.assertSays(damage, "damaged", "segment 1", "offset ");
      Files.write(store.resolve("00000001.index"), index);
    });
  }

  @Test
  void noFlippedBitOfAnIndexFileOrOfTheHeadChangesAnyRead() throws IOException {
    small();
    for (String name : List.of("00000001.index", "head")) {
      byte[] intact = Files.readAllBytes(store.resolve(name));
      flipping(store.resolve(name), IntStream.range(0, intact.length * 8), at -> {
        try (StorageHandle reader = Samples.open(store, "mode", "read")) {
          List<EventRecord> seen = Samples.readAll(reader);
          assertEquals(events.subList(0, seen.size()), seen, "a flip in byte " + at);
          assertTrue(seen.size() >= 3, "all but the last group");
        }
        try (StorageHandle open = Samples.open(store)) {
          assertEquals(events, Samples.readAll(open), "a flip in byte " + at + " of " + name);
          assertEquals(
              events.stream().filter(e -> e.streamId().equals("a")).toList(),
              Samples.readAll(open, "a"),
              "a stream");
          assertEquals(
              events.subList(3, 4), Samples.readAll(open, null, EventFilter.tag("x")), "a tag");
        }
      });
    }
  }

  @Test
  void flippedBitsOfManySegmentsAreReportedAndTheRestCanBeRead() throws IOException {
    large();
    Random random = new Random(7);
    int segments =
        (int) IntStream.range(1, 1_000).takeWhile(n -> Files.exists(log(n))).count();
    assertTrue(segments > 3, segments + " segments");
    for (int i = 0; i < 300; i++) {
      int segment = 1 + random.nextInt(segments);
      Path copy = folder.resolve("copy");
      Samples.copy(store, copy);
      if (random.nextBoolean()) {
        removeIndexes(copy);
      }
      Path file = copy.resolve(log(segment).getFileName());
      flipping(file, IntStream.of(random.nextInt(bits(file))), at -> {
        StorageException damage = assertThrows(
            StorageException.class,
            () -> readEverything(copy),
            "segment " + segment + " byte " + at);
        Samples.assertSays(damage, "segment " + segment, "offset ");
        assertSalvaged(copy);
      });
      Samples.delete(copy);
    }
  }

  private static void readEverything(Path store) {
    try (StorageHandle open = Samples.open(store)) {
      Samples.readAll(open);
    }
  }

  private void assertSalvaged(Path copy) {
    try (StorageHandle rest = Samples.open(copy, "mode", "read", "damage", "skip")) {
      List<EventRecord> left = Samples.readAll(rest);
      assertTrue(events.containsAll(left), "only events that were written");
      assertTrue(left.size() >= events.size() - 1, left.size() + " of " + events.size());
      assertEquals(left.size(), rest.head(null).count(), "the count");
      for (int i = 0; i < 7; i++) {
        String stream = "s" + i;
        List<EventRecord> ofStream =
            left.stream().filter(event -> event.streamId().equals(stream)).toList();
        assertEquals(ofStream, Samples.readAll(rest, stream), "the rest of " + stream);
        assertEquals(ofStream.size(), rest.head(stream).count(), "the count of " + stream);
        EventFilter tag = EventFilter.tag("t" + i);
        List<EventRecord> ofTag = left.stream().filter(RecordFilter.of(tag)).toList();
        assertEquals(ofTag, Samples.readAll(rest, null, tag), "the rest of " + tag);
        assertEquals(ofTag, Samples.readAll(rest, stream, tag), "the rest of the stream's " + tag);
      }
    }
  }

  @Test
  void everyFlippedBitOfASnapshotIsReported() throws IOException {
    Path file;
    try (StorageHandle open = Samples.open(store)) {
      open.saveSnapshot(new StoredSnapshot("@all", "p/../../x", 0, 5, Bytes.utf8("state"), 0));
      byte[] settled = open.putIfAbsent("a/b\u0000", new byte[] {1, 2});
      assertEquals(2, settled.length);
      try (var files = Files.walk(store.resolve("snapshots"))) {
        file = files.filter(Files::isRegularFile).findFirst().orElseThrow();
      }
      flipping(file, IntStream.range(0, bits(file)), at -> {
        StorageException damage = assertThrows(
            StorageException.class, () -> open.loadSnapshot("@all", "p/../../x"), "byte " + at);
        Samples.assertSays(damage, "damaged", file.getFileName().toString());
        assertFalse(String.valueOf(damage.getMessage()).contains("state"), "data in the message");
      });
      StoredSnapshot intact = Objects.requireNonNull(open.loadSnapshot("@all", "p/../../x"));
      assertEquals(Bytes.utf8("state"), intact.state());
    }
  }
}
