package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Compares the tables of the index with maps and lists that contain the same. */
final class IndexTest {

  private final Random random = new Random(11);

  @Test
  void streamsOfAnyLengthAreFoundWithTheirPositions() {
    StreamTable table = new StreamTable(5);
    Map<String, List<Integer>> expected = new HashMap<>();
    for (int position = 1; position <= 300_000; position++) {
      // A few long streams and many short ones, with names of all lengths.
      int number = random.nextInt(3) > 0 ? random.nextInt(2) : random.nextInt(20_000);
      String name = "é".repeat(number % 255) + number;
      table.add(table.findOrAdd(Text.utf8(name)), position);
      expected.computeIfAbsent(name, any -> new ArrayList<>()).add(position);
    }
    assertEquals(expected.size(), table.size());
    assertEquals(-1, table.find(Text.utf8("none")));
    expected.forEach((name, positions) -> {
      int stream = table.find(Text.utf8(name));
      assertEquals(positions.size(), table.count(stream), name);
      for (int i = 0; i < 5; i++) {
        int from = random.nextInt(positions.size());
        int[] copied = new int[random.nextInt(positions.size() - from) + 1];
        table.positions(stream).copy(from + 1, copied, copied.length);
        assertArrayEquals(
            positions.subList(from, from + copied.length).stream()
                .mapToInt(p -> p)
                .toArray(),
            copied,
            name + " from " + from);
      }
      int[] all = new int[positions.size()];
      table.positions(stream).copy(1, all, all.length);
      assertArrayEquals(positions.stream().mapToInt(p -> p).toArray(), all, name);
    });
  }

  @Test
  void keysAreFoundAmongThoseOfTheSameHash() {
    KeyTable table = new KeyTable();
    Map<Integer, List<Integer>> expected = new HashMap<>();
    for (int position = 1; position <= 100_000; position++) {
      int hash = random.nextInt(4) == 0 ? 0 : random.nextInt(50_000) * 0x9E3779B1;
      table.add(hash);
      expected.computeIfAbsent(hash, any -> new ArrayList<>()).add(position);
    }
    expected.remove(0);
    expected.forEach((hash, positions) -> {
      List<Integer> found = new ArrayList<>();
      for (int at = table.next(hash, 0); at != 0; at = table.next(hash, at)) {
        found.add(at);
      }
      found.sort(null);
      assertEquals(positions, found);
    });
    assertEquals(0, table.next(1, 0), "a hash that no key has");
  }

  @Test
  void hashOfAKeyNeverChanges() {
    int[] hashes = IntStream.of(0, 1, 7, 8, 9, 40)
        .map(length -> Hash.ofKey(42, Text.utf8("stream"), new byte[length]))
        .toArray();
    assertEquals(6, IntStream.of(hashes).distinct().count());
    assertEquals(HASH_OF_AN_EMPTY_KEY, hashes[0]);
  }

  // Taken from a first run: index files contain such hashes.
  private static final int HASH_OF_AN_EMPTY_KEY = -91_193_677;

  @Test
  void timesAreReadBackAsTheyWereWritten() throws Exception {
    long[] times = {
      0,
      1,
      -1,
      1_764_015_880_123_456L,
      -62_167_219_200_000_000L,
      -62_167_219_200_000_001L,
      253_402_300_799_999_999L,
      253_402_300_800_000_000L,
      951_782_400_000_000L,
      951_868_799_999_999L,
      Long.MAX_VALUE,
      Long.MIN_VALUE + 999_999
    };
    for (long micros : times) {
      byte[] text = Text.ascii(Times.text(micros));
      assertEquals(micros, Times.micros(text, 0, text.length), Times.text(micros));
    }
    for (int i = 0; i < 100_000; i++) {
      long micros = random.nextLong(-62_167_219_200_000_000L, 253_402_300_800_000_000L);
      byte[] text = Text.ascii(Times.text(micros));
      assertEquals(micros, Times.micros(text, 0, text.length), Times.text(micros));
    }
    assertEquals("2025-11-24T20:24:40.123456Z", Times.text(1_764_015_880_123_456L));
  }
}
