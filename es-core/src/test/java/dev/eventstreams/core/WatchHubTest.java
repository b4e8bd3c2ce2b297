package dev.eventstreams.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.EventFilter;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StreamHead;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class WatchHubTest {

  @Test
  void keepsNothingOfAWatchThatIsClosedTwice() {
    StorageHandle empty = (StorageHandle) Proxy.newProxyInstance(
        getClass().getClassLoader(),
        new Class<?>[] {StorageHandle.class},
        (proxy, method, arguments) -> switch (method.getName()) {
          case "location" -> "nowhere";
          case "head" -> new StreamHead(0, 0, 0);
          case "notifier" -> Notifier.silent();
          default -> throw new UnsupportedOperationException(method.getName());
        });
    GuardedStorage storage = new GuardedStorage(empty);
    WatchHub hub = new WatchHub(storage, Duration.ofHours(1));
    WatchSource watch = new WatchSource(storage, Runnable::run, hub, "s", EventFilter.all());
    watch.open(null);
    watch.close();
    watch.close();
    assertEquals(Map.of(), hub.ofStreams);
  }
}
