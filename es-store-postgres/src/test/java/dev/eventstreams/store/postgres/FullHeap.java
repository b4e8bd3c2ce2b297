package dev.eventstreams.store.postgres;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventStoreException;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.util.ArrayList;
import java.util.List;

/**
 * A process with a small heap that appends events that are too large for it, and a small event
 * after each.
 */
final class FullHeap {

  private static final int ROUNDS = 12;

  private FullHeap() {}

  public static void main(String[] arguments) {
    int failed = 0;
    try (StorageHandle store = Samples.open(StoreUrl.parse(arguments[0]))) {
      for (int round = 1; round <= ROUNDS; round++) {
        failed += isTooMuch(store, round) ? 1 : 0;
        store.append(List.of(Samples.append("small", Samples.event("T", "{}", "x"))));
      }
    }
    System.out.println(failed);
  }

  // The rest of the heap beside the event has a different size each time, so that the heap is full
  // at a different place in the code.
  private static boolean isTooMuch(StorageHandle store, int round) {
    try {
      byte[] data = new byte[8 << 20];
      List<byte[]> rest = new ArrayList<>();
      for (long free = free() - round * (256L << 10);
          free > 0;
          free = free() - round * (256L << 10)) {
        rest.add(new byte[128 << 10]);
      }
      store.append(List.of(Samples.append(
          "large", new NewEvent("T", "id", false, List.of(), "{}", Bytes.of(data), 0))));
      return rest.isEmpty();
    } catch (OutOfMemoryError | EventStoreException e) {
      return true;
    }
  }

  private static long free() {
    Runtime runtime = Runtime.getRuntime();
    return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
  }
}
