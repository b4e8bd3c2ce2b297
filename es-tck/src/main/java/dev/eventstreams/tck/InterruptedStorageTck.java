package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoredSnapshot;
import dev.eventstreams.spi.StreamWrite;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Calls to the storage by a thread whose interrupt flag is set affect no other thread (A13). */
public abstract class InterruptedStorageTck extends StoreTck {

  /** For a backend's own class. */
  protected InterruptedStorageTck() {}

  @Test
  @Rule("A13")
  void aCallOfAnInterruptedThreadHarmsNoOther() throws Exception {
    StorageHandle storage = closedAfterwards(openStorage(newStore()));
    append(storage, 100);
    storage.saveSnapshot(snapshot("old"));
    byte[] put = storage.putIfAbsent("name", new byte[] {1});
    for (Map.Entry<String, Callable<Object>> call : calls(storage).entrySet()) {
      Object expected = call.getValue().call();
      for (int round = 0; round < 3; round++) {
        assertOwnAffair(call.getKey(), expected, interrupted(call.getValue()));
        Work<Object> other = Work.start(patience(), call.getValue());
        assertEquals(
            expected, other.result(), call.getKey() + " after that of an interrupted thread");
      }
    }
    append(storage, 1);
    assertEquals(101, storage.head("s").last(), "the version after one more append");
    assertEquals(1, put[0], "the value that was put");
  }

  @Test
  @Rule("A13")
  void savingOrDeletingSnapshotsWhenInterruptedHarmsNoOther() {
    StorageHandle storage = closedAfterwards(openStorage(newStore()));
    append(storage, 1);
    for (int round = 0; round < 3; round++) {
      Bytes state = Bytes.utf8("round " + round);
      StoredSnapshot later = new StoredSnapshot("s", "p", round, round, state, 0);
      assertOwnAffair("saveSnapshot", true, interrupted(() -> {
        storage.saveSnapshot(later);
        return true;
      }));
      storage.saveSnapshot(later);
      assertEquals(later, storage.loadSnapshot("s", "p"), "a snapshot that was saved again");
    }
    assertOwnAffair("deleteSnapshots", true, interrupted(() -> {
      storage.deleteSnapshots("s");
      return true;
    }));
    storage.saveSnapshot(snapshot("after"));
    append(storage, 1);
    assertEquals(2, storage.head("s").last(), "the version after one more append");
  }

  private static Map<String, Callable<Object>> calls(StorageHandle storage) {
    Map<String, Callable<Object>> calls = new LinkedHashMap<>();
    calls.put(
        "read",
        () -> storage
            .read(new PageRequest(
                "s", 0, Long.MAX_VALUE, false, EventFilter.type("T"), 1_000, 1 << 20))
            .records());
    calls.put("head", () -> storage.head("s"));
    calls.put("loadSnapshot", () -> storage.loadSnapshot("s", "p"));
    calls.put("value", () -> List.of(storage.value("name")).size());
    return calls;
  }

  private Work<Object> interrupted(Callable<Object> call) {
    return Work.start(patience(), () -> {
      Thread.currentThread().interrupt();
      return call.call();
    });
  }

  // The call answers or throws. In both cases the flag is still set.
  private static void assertOwnAffair(String call, Object expected, Work<Object> interrupted) {
    if (interrupted.failed()) {
      assertInstanceOf(StorageException.class, interrupted.failure(), call + " when interrupted");
    } else {
      assertEquals(expected, interrupted.result(), call + " when interrupted");
    }
    assertTrue(interrupted.endedInterrupted(), "the interrupt flag after " + call);
  }

  private static void append(StorageHandle storage, int count) {
    NewEvent event = new NewEvent("T", "id", false, List.of(), "{}", Bytes.utf8("data"), 0);
    StreamWrite write =
        new StreamWrite("s", ExpectedVersion.any(), Collections.nCopies(count, event));
    storage.append(List.of(new AppendRequest(List.of(write), List.of())));
  }

  private static StoredSnapshot snapshot(String state) {
    return new StoredSnapshot("s", "p", 0, 0, Bytes.utf8(state), 0);
  }
}
