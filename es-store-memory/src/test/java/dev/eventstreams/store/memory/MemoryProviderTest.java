package dev.eventstreams.store.memory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Notifier;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StorageProvider;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StreamWrite;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class MemoryProviderTest {

  private static final long ANY = Long.MAX_VALUE;

  @Test
  void isFoundByServiceLoader() {
    assertInstanceOf(
        MemoryProvider.class,
        ServiceLoader.load(StorageProvider.class).findFirst().orElseThrow());
  }

  @Test
  void sharesNamedStoreUntilLastHandleCloses() {
    StorageHandle first = open("memory:shared");
    StorageHandle second = open("memory:shared");
    append(first, "a", "One");
    first.close();
    assertEquals(1, second.head(null).last());
    second.close();

    StorageHandle later = open("memory:shared");
    assertEquals(0, later.head(null).last());
    later.close();
  }

  @Test
  void keepsUnnamedStoresApart() {
    StorageHandle first = open("memory:");
    StorageHandle second = open("memory:");
    append(first, "a", "One");

    assertEquals(0, second.head(null).last());
  }

  @Test
  void refusesOptions() {
    assertThrows(IllegalArgumentException.class, () -> open("memory:x?size=1"));
  }

  @Test
  void hintsAppendsOfOtherHandles() throws InterruptedException {
    StorageHandle one = open("memory:hints");
    StorageHandle other = open("memory:hints");
    Notifier notifier = one.notifier();

    append(one, "a", "Own");
    assertFalse(notifier.await(Duration.ZERO));
    append(other, "a", "Foreign");
    append(other, "a", "Foreign");
    assertTrue(notifier.await(Duration.ofMinutes(1)));
    assertFalse(notifier.await(Duration.ZERO));
    notifier.close();
    assertFalse(notifier.await(Duration.ofMinutes(1)));
    assertFalse(notifier.await(Duration.ofMinutes(1)));
    one.close();
    other.close();
  }

  @Test
  void forwardPagesShowHowFarTheyReach() {
    StorageHandle store = open("memory:");
    append(store, "a", "X", "Y", "X", "Y", "X", "Y");

    Page first = read(store, 0, ANY, false, "X", 2);
    assertEquals(List.of(1L, 3L), versions(first));
    assertTrue(first.more());
    Page second = read(store, first.scannedTo(), ANY, false, "X", 2);
    assertEquals(List.of(5L), versions(second));
    assertEquals(6, second.scannedTo());
    assertFalse(second.more());
    assertEquals(4, read(store, 0, 4, false, "Z", 2).scannedTo());
    assertEquals(6, read(store, 9, ANY, false, "X", 2).scannedTo());
  }

  @Test
  void backwardPagesShowHowFarTheyReach() {
    StorageHandle store = open("memory:");
    append(store, "a", "X", "Y", "X", "Y", "X", "Y");

    Page first = read(store, 0, ANY, true, "X", 2);
    assertEquals(List.of(5L, 3L), versions(first));
    assertTrue(first.more());
    Page second = read(store, 0, first.scannedTo() - 1, true, "X", 2);
    assertEquals(List.of(1L), versions(second));
    assertFalse(second.more());
  }

  @Test
  void pageIsLimitedInBytesButHasAtLeastOneEvent() {
    StorageHandle store = open("memory:");
    append(store, "a", "X", "X", "X");
    EventFilter all = EventFilter.all();

    Page small = store.read(new PageRequest("a", 0, ANY, false, all, 100, 1));
    assertEquals(List.of(1L), versions(small));
    assertEquals(1, small.scannedTo());
    Page two = store.read(new PageRequest("a", 0, ANY, false, all, 100, 13));
    assertEquals(List.of(1L, 2L), versions(two));
  }

  @Test
  void keepsTheFirstValueThatIsPut() {
    StorageHandle store = open("memory:");
    byte[] first = {1};

    assertArrayEquals(new byte[] {1}, store.putIfAbsent("salt", first));
    first[0] = 9;
    assertArrayEquals(new byte[] {1}, store.putIfAbsent("salt", new byte[] {2}));
  }

  private static StorageHandle open(String url) {
    return new MemoryProvider().open(StoreUrl.parse(url), new StorageOptions(Clock.systemUTC()));
  }

  // Each event has six bytes: four of data, two of metadata.
  private static void append(StorageHandle store, String stream, String... types) {
    List<NewEvent> events = Stream.of(types)
        .map(type -> new NewEvent(type, "id", false, List.of(), "{}", Bytes.utf8("data"), 0))
        .toList();
    StreamWrite write = new StreamWrite(stream, ExpectedVersion.any(), events);
    var unused = store.append(List.of(new AppendRequest(List.of(write), List.of())));
  }

  private static Page read(
      StorageHandle store, long after, long upTo, boolean backwards, String type, int max) {
    return store.read(
        new PageRequest("a", after, upTo, backwards, EventFilter.type(type), max, ANY));
  }

  private static List<Long> versions(Page page) {
    return page.records().stream().map(EventRecord::version).toList();
  }
}
