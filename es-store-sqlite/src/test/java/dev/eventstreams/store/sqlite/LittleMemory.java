package dev.eventstreams.store.sqlite;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;

/**
 * Another process: calls a store while its heap has only a few bytes left, more in each round, and
 * checks after each call that the file is not locked. Prints the number of calls that failed for
 * lack of memory.
 */
final class LittleMemory {

  private static final int ROUNDS = 18;
  private static final byte[][] HEAP = new byte[1 << 16][];

  private static final byte[] EMPTY = {};

  private static int used;

  private LittleMemory() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    int failures = 0;
    try (StorageHandle store = Samples.open(Samples.url(file).with("busy_timeout", "0"));
        Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      AppendRequest request = Samples.append("s", Samples.event("T", "{}", "x".repeat(1_000)));
      List<AppendRequest> group = List.of(request, request, request);
      StoredSnapshot snapshot =
          new StoredSnapshot("s", "p", 1, 1, Bytes.utf8("x".repeat(10_000)), 0);
      List<Runnable> calls = List.of(
          () -> store.append(group),
          () -> Samples.readAll(store, EventFilter.all()),
          () -> store.saveSnapshot(snapshot));
      calls.forEach(LittleMemory::succeeds);
      succeeds(() -> {
        throw new OutOfMemoryError("loads the handler while there is memory");
      });
      for (int round = 0; round < ROUNDS; round++) {
        fill(round * 600);
        Runnable call = calls.get(round % calls.size());
        failures += succeeds(call) ? 0 : 1;
        release();
        statement.execute("BEGIN IMMEDIATE");
        statement.execute("ROLLBACK");
        store.append(group);
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)"); // fails if a reader is left
      }
    }
    System.out.println(failures);
  }

  private static boolean succeeds(Runnable call) {
    try {
      call.run();
      return true;
    } catch (Throwable e) {
      return false;
    }
  }

  private static void fill(int spare) {
    HEAP[0] = new byte[spare]; // until the rest is full
    used = 1;
    for (int size = 1 << 20; size >= 32; size /= 8) {
      try {
        while (used < HEAP.length) {
          HEAP[used] = new byte[size];
          used++;
        }
      } catch (OutOfMemoryError e) {
        // a smaller piece may fit
      }
    }
    HEAP[0] = EMPTY;
  }

  private static void release() {
    Arrays.fill(HEAP, 0, used, EMPTY);
    used = 0;
  }
}
