package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.AppendResult;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.EventSource;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.KeyRing;
import dev.eventstreams.StoreClosedException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.StreamMetrics;
import dev.eventstreams.VersionConflictException;
import dev.eventstreams.Watch;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.KeyRings;
import dev.eventstreams.core.Recipients;
import dev.eventstreams.core.StoreOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fifteen checks of the original task, each under its own name. They run on SQLite, except the
 * check of the memory backend.
 */
@Timeout(60)
final class OriginalChecksTest {

  private static final Encryption KEY = Encryption.withKey(new byte[32]);

  @TempDir
  Path folder;

  private String url = "";

  @BeforeEach
  void chooseUrl() {
    url = "sqlite:" + folder.resolve("events.db");
  }

  @Test
  void openAndCloseCallTheAdapterAndCleanUp() throws Exception {
    EventStore store = EventStores.open(url, KEY);
    EventStream stream = store.stream("s");
    stream.append(CandidateEvent.of("T"));
    Watch<StoredEvent> watch = store.all().watch().open();
    assertTrue(Files.exists(folder.resolve("events.db")));
    store.close();
    store.close();

    assertFalse(watch.iterator().hasNext());
    assertThrows(StoreClosedException.class, () -> stream.append(CandidateEvent.of("T")));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("events.db")), left.toList());
    }
  }

  @Test
  void appendBasicStoresCiphertextAndTheVersionGrows() throws Exception {
    try (EventStore store = EventStores.open(url, KEY)) {
      AppendResult done = store.stream("s")
          .append(CandidateEvent.of("T", "a secret"), CandidateEvent.of("T", "a secret"));
      assertEquals(2, done.version());
      assertEquals(2, store.stream("s").version());
      assertEquals(List.of("a secret", "a secret"), texts(store.stream("s")));
    }
    byte[] file = Files.readAllBytes(folder.resolve("events.db"));
    assertFalse(new String(file, StandardCharsets.ISO_8859_1).contains("a secret"));
  }

  @Test
  void appendIdempotent() {
    try (EventStore store = EventStores.open(url, KEY)) {
      CandidateEvent event = CandidateEvent.of("T", "once").withIdempotencyKey("key");
      AppendResult first = store.stream("s").append(event);
      AppendResult again = store.stream("s").append(event);
      assertTrue(again.isRepeat());
      assertEquals(first.version(), again.version());
      assertEquals(List.of("once"), texts(store.stream("s")));
    }
  }

  @Test
  void appendVersioned() {
    try (EventStore store = EventStores.open(url, KEY)) {
      EventStream stream = store.stream("s");
      stream.append(ExpectedVersion.noStream(), CandidateEvent.of("T"));
      stream.append(ExpectedVersion.exactly(1), CandidateEvent.of("T"));
      VersionConflictException conflict = assertThrows(
          VersionConflictException.class,
          () -> stream.append(ExpectedVersion.exactly(1), CandidateEvent.of("T")));
      assertEquals(2, conflict.actual());
    }
  }

  @Test
  void readAndWatchFull() {
    try (EventStore store = EventStores.open(url, KEY)) {
      EventStream stream = store.stream("s");
      stream.append(numbered(1, 3));
      try (Watch<String> states =
          stream.readAndWatch("", OriginalChecksTest::joined).open()) {
        Iterator<String> iterator = states.iterator();
        assertEquals(List.of("1", "12", "123"), take(iterator, 3));
        stream.append(numbered(4, 1));
        assertEquals("1234", iterator.next());
      }
    }
  }

  @Test
  void readAndWatchFromTheMiddle() {
    try (EventStore store = EventStores.open(url, KEY)) {
      EventStream stream = store.stream("s");
      stream.append(numbered(1, 3));
      try (Watch<String> states =
          stream.readAndWatch("", OriginalChecksTest::joined).from(3).open()) {
        Iterator<String> iterator = states.iterator();
        assertEquals("3", iterator.next());
        stream.append(numbered(4, 1));
        assertEquals("34", iterator.next());
      }
    }
  }

  @Test
  void gapHandlingWhileEventsAreAppendedDuringReplay() {
    int before = 10_000;
    try (EventStore store = EventStores.open(url, KEY)) {
      EventStream stream = store.stream("s");
      stream.append(numbered(1, before));
      try (Watch<StoredEvent> watch = stream.watch().from(1).open()) {
        Iterator<StoredEvent> iterator = watch.iterator();
        for (int version = 1; version <= before + 100; version++) {
          assertEquals(version, iterator.next().version());
          if (version % 100 == 0) {
            stream.append(numbered(before + version / 100, 1));
          }
        }
      }
    }
  }

  @Test
  void searchAfterDecryption() {
    try (EventStore store = EventStores.open(url, KEY)) {
      store.stream("s").append(numbered(1, 50));
      assertEquals(
          List.of("7", "17", "27", "37", "47"),
          texts(store.stream("s").search(event -> event.data().utf8().endsWith("7"))));
    }
  }

  @Test
  void metrics() {
    try (EventStore store = EventStores.open(url, KEY)) {
      store.stream("s").append(numbered(1, 5));
      store.stream("t").append(numbered(1, 2));
      StreamMetrics ofStream = store.stream("s").metrics();
      assertEquals(5, ofStream.eventCount());
      assertEquals(5, ofStream.version());
      assertEquals(7, store.metrics().eventCount());
      assertTrue(store.metrics().location().endsWith("events.db"));
    }
  }

  @Test
  void fileEndToEndWithPersistence() {
    Encryption passphrase = Encryption.withPassphrase("a long passphrase".toCharArray());
    try (EventStore store = EventStores.open(url, passphrase)) {
      store.stream("s").append(numbered(1, 3));
      store.stream("s").saveSnapshot("joined", 2, "12");
    }
    try (EventStore store = EventStores.open(url, passphrase)) {
      EventStream stream = store.stream("s");
      String state = stream.loadSnapshot("joined").orElseThrow().state().utf8();
      for (StoredEvent event : stream.read().after(2)) {
        state = joined(state, event);
      }
      assertEquals("123", state);
    }
  }

  @Test
  void memoryEndToEndWithoutPersistence() {
    try (EventStore store = EventStores.open("memory:original-checks", KEY)) {
      store.stream("s").append(numbered(1, 3));
      assertEquals(List.of("1", "2", "3"), texts(store.stream("s")));
    }
    try (EventStore store = EventStores.open("memory:original-checks", KEY)) {
      assertEquals(0, store.head());
    }
  }

  @Test
  void encryptionOneToOneOneToManyToAll() {
    KeyRing ring = KeyRings.inMemory();
    Map<String, Set<String>> readers =
        Map.of("One", Set.of("ann"), "Many", Set.of("ann", "bob"), "All", Recipients.ALL);
    Encryption encryption = Encryption.with(ring)
        .recipients((stream, event) -> readers.getOrDefault(event.type(), Set.of()));
    Map<String, List<String>> seen = new TreeMap<>();
    try (EventStore store = EventStores.open(url, encryption)) {
      store.stream("s")
          .append(
              CandidateEvent.of("One", "one"),
              CandidateEvent.of("Many", "many"),
              CandidateEvent.of("All", "all"));
    }
    for (String who : List.of("ann", "bob", KeyRing.ALL, "eve")) {
      KeyRing theirs = who.equals("eve") ? ring.only("eve") : ring.only(who, KeyRing.ALL);
      try (EventStore store = EventStores.open(url, Encryption.with(theirs).redactUnknown())) {
        seen.put(who, texts(store.stream("s")));
      }
    }
    assertEquals(
        Map.of(
            "ann",
            List.of("one", "many", "all"),
            "bob",
            List.of("", "many", "all"),
            KeyRing.ALL,
            List.of("", "", "all"),
            "eve",
            List.of("", "", "")),
        seen);
  }

  @Test
  void aWrongKeyFails() {
    try (EventStore store = EventStores.open(url, KEY)) {
      store.stream("s").append(numbered(1, 1));
    }
    byte[] wrong = new byte[32];
    wrong[0] = 1;
    assertThrows(DecryptionException.class, () -> EventStores.open(url, Encryption.withKey(wrong)));
    try (EventStore store = EventStores.open(url)) {
      assertThrows(DecryptionException.class, () -> texts(store.stream("s")));
    }
  }

  @Test
  void aCacheOfTwoWithThreeStreamsEvictsTheOldest() {
    StoreOptions two = StoreOptions.defaults().withCacheSize(2).withEncryption(KEY);
    try (EventStore store = EventStores.open(url, two)) {
      EventStream first = store.stream("first");
      EventStream second = store.stream("second");
      EventStream third = store.stream("third");
      assertSame(third, store.stream("third"));
      assertSame(second, store.stream("second"));
      assertNotSame(first, store.stream("first"));
      first.append(numbered(1, 1));
      assertEquals(List.of("1"), texts(store.stream("first")));
    }
  }

  @Test
  void concurrentAppendsAndReadAndWatchOnManyStreams() throws Exception {
    int streams = 8;
    int appends = 100;
    ExecutorService pool = Executors.newFixedThreadPool(2 * streams);
    try (EventStore store = EventStores.open(url, KEY)) {
      List<Callable<String>> work = new ArrayList<>();
      StringBuilder expected = new StringBuilder();
      IntStream.rangeClosed(1, appends).forEach(expected::append);
      for (int i = 0; i < streams; i++) {
        EventStream stream = store.stream("s" + i);
        work.add(() -> {
          IntStream.rangeClosed(1, appends).forEach(n -> stream.append(numbered(n, 1)));
          return expected.toString();
        });
        work.add(() -> {
          try (Watch<String> states =
              stream.readAndWatch("", OriginalChecksTest::joined).open()) {
            return take(states.iterator(), appends).get(appends - 1);
          }
        });
      }
      for (Future<String> result : pool.invokeAll(work)) {
        assertEquals(expected.toString(), result.get());
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static CandidateEvent[] numbered(int first, int count) {
    return IntStream.range(first, first + count)
        .mapToObj(i -> CandidateEvent.of("T", Integer.toString(i)))
        .toArray(CandidateEvent[]::new);
  }

  private static String joined(String state, StoredEvent event) {
    return state + event.data().utf8();
  }

  private static List<String> texts(EventSource source) {
    return texts(source.read());
  }

  private static List<String> texts(Iterable<StoredEvent> events) {
    List<String> texts = new ArrayList<>();
    events.forEach(event -> texts.add(event.data().utf8()));
    return texts;
  }

  private static <T> List<T> take(Iterator<T> iterator, int count) {
    return Stream.generate(iterator::next).limit(count).toList();
  }
}
