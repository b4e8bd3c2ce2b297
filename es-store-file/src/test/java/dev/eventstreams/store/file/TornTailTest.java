package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The bytes of an interrupted write are cut off completely, and no other bytes are. */
final class TornTailTest {

  private Path folder;
  private Path original;
  private byte[] log;
  private final List<Long> ends = new ArrayList<>(); // of the log after each append
  private final List<Integer> heads = new ArrayList<>();
  private List<EventRecord> events;

  @BeforeEach
  void makeStore() throws IOException {
    folder = Samples.fastDirectory();
    original = folder.resolve("original");
    try (StorageHandle store = Samples.open(original)) {
      note();
      Samples.append(store, "a", Samples.keyed("k1", (byte) 0, (byte) -1));
      note();
      Samples.append(store, "b \"q\"", Samples.event("T", "{\"x\":[1,\"}\\n\"]}", "é\n\"{\\"));
      note();
      Samples.append(store, "a", Samples.keyed("k2"), Samples.event("T", "{}", "text"));
      note();
      Samples.append(store, "c", Samples.event("T", "{\"n\":1}", "last"));
      note();
      events = Samples.readAll(store);
    }
    log = Files.readAllBytes(log(original));
  }

  @AfterEach
  void removeStores() throws IOException {
    Samples.delete(folder);
  }

  private static Path log(Path store) {
    return store.resolve("00000001.jsonl");
  }

  private void note() throws IOException {
    ends.add(Files.size(log(original)));
    heads.add(heads.isEmpty() ? 0 : List.of(0, 1, 2, 4, 5).get(heads.size()));
  }

  @Test
  void logCutOffAtAnyByteOfItsLastTwoGroupsReopensToWhatWasCommitted() throws IOException {
    for (long at = ends.get(2); at < log.length; at++) {
      assertReopens(Arrays.copyOf(log, (int) at), at, true);
      assertReopens(Arrays.copyOf(log, (int) at), at, false);
    }
  }

  @Test
  void logOfZerosFromAnyByteOfItsLastTwoGroupsReopensToWhatWasCommitted() throws IOException {
    for (long at = ends.get(2); at < log.length; at++) {
      byte[] zeroed = log.clone();
      Arrays.fill(zeroed, (int) at, log.length, (byte) 0);
      assertReopens(zeroed, at, true);
      assertReopens(Arrays.copyOf(zeroed, log.length + 5_000), at, false);
    }
  }

  @Test
  void logCutOffInsideOfTheFirstLineBecomesAnEmptyStore() throws IOException {
    for (int at = 0; at < ends.get(0); at++) {
      assertReopens(Arrays.copyOf(log, at), at, false);
    }
  }

  private void assertReopens(byte[] content, long at, boolean withDerivedFiles) throws IOException {
    Path store = folder.resolve("torn");
    Samples.copy(original, store);
    Files.write(log(store), content);
    if (!withDerivedFiles) {
      Files.delete(store.resolve("00000001.index"));
      Files.delete(store.resolve("head"));
    }
    int group = 0;
    while (group + 1 < ends.size() && ends.get(group + 1) <= at) {
      group++;
    }
    List<EventRecord> committed = events.subList(0, heads.get(group));
    String where = "after a cut at " + at;
    try (StorageHandle opened = Samples.open(store)) {
      assertEquals(committed, Samples.readAll(opened), where);
      assertEquals(heads.get(group).longValue(), opened.head(null).last(), where);
      Samples.append(opened, "a", Samples.event("T", "{}", "next"));
    }
    assertKept(store, content, at < ends.get(0) ? 0 : ends.get(group).intValue());
    try (StorageHandle again = Samples.open(store)) {
      List<EventRecord> now = Samples.readAll(again);
      assertEquals(committed, now.subList(0, now.size() - 1), where);
      assertEquals(heads.get(group) + 1L, now.get(now.size() - 1).position(), where);
    }
    Samples.delete(store);
  }

  private static void assertKept(Path store, byte[] content, int from) throws IOException {
    int to = content.length;
    while (to > from && content[to - 1] == 0) {
      to--;
    }
    try (Stream<Path> files = Files.list(store)) {
      List<Path> torn = files.filter(file -> file.toString().contains(".torn-")).toList();
      assertEquals(to > from ? 1 : 0, torn.size(), "files kept aside: " + torn);
      if (to > from) {
        assertTrue(torn.get(0).toString().endsWith("00000001.torn-" + from), torn.toString());
        assertArrayEquals(
            Arrays.copyOfRange(content, from, to), Files.readAllBytes(torn.get(0)), "kept bytes");
      }
    }
  }
}
