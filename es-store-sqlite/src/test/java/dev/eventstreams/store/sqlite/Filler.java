package dev.eventstreams.store.sqlite;

import dev.eventstreams.Bytes;
import dev.eventstreams.StorageException;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.util.List;

/**
 * Another process: appends to the store of a URL until three appends have failed, and prints each
 * result.
 */
final class Filler {

  private Filler() {}

  public static void main(String[] arguments) {
    Bytes data = Bytes.utf8("x".repeat(50_000));
    int failures = 0;
    try (StorageHandle store = Samples.open(StoreUrl.parse(arguments[0]))) {
      for (int i = 0; failures < 3; i++) {
        try {
          store.append(List.of(
              Samples.append("s", new NewEvent("T", "id-" + i, false, List.of(), "{}", data, 0))));
          System.out.println("wrote id-" + i);
        } catch (StorageException e) {
          failures++;
          System.out.println("StorageException: " + e.getMessage());
        }
      }
    }
  }
}
