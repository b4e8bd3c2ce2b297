package dev.eventstreams.store.file;

import static dev.eventstreams.EventFilter.anyOf;
import static dev.eventstreams.EventFilter.tag;
import static dev.eventstreams.EventFilter.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.EventFilter;
import dev.eventstreams.core.adapter.RecordFilter;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.Page;
import dev.eventstreams.spi.PageRequest;
import dev.eventstreams.spi.StorageHandle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Pages of filters with tags are those of a reader that looks at every event, in each kind of
 * opening.
 */
final class TaggedReadsTest {

  private static final String[] SEGMENTS = {"segment", "20000"};

  private final Random random = new Random(17);
  private Path folder;
  private Path directory;

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Samples.fastDirectory();
    directory = folder.resolve("events");
  }

  @AfterEach
  void removeFolder() throws IOException {
    Samples.delete(folder);
  }

  /** An event of few streams and types. Some tags are on almost all events, and most on few. */
  private NewEvent event() {
    TreeSet<String> tags = new TreeSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add("t" + (int) Math.exp(random.nextDouble() * 6));
    }
    String type = "T" + random.nextInt(3);
    String data = "x".repeat(random.nextInt(20));
    return new NewEvent(type, "id", false, List.copyOf(tags), "{}", Bytes.utf8(data), 0);
  }

  private void append(StorageHandle store, int appends) {
    for (int i = 0; i < appends; i++) {
      NewEvent[] events = new NewEvent[1 + random.nextInt(40)];
      java.util.Arrays.setAll(events, n -> event());
      Samples.append(store, stream(), events);
    }
  }

  private String stream() {
    return "s" + (random.nextInt(4) > 0 ? 0 : random.nextInt(30));
  }

  private EventFilter filter() {
    EventFilter one = tag("t" + (int) Math.exp(random.nextDouble() * 6));
    return switch (random.nextInt(9)) {
      case 0 -> one.and(type("T1"));
      case 1 -> one.and(tag("t1"));
      case 2 -> anyOf(one, tag("t2"));
      case 3 -> anyOf(one.and(type("T0")), tag("t3").and(tag("t2")), tag("t40"));
      case 4 -> anyOf(one, type("T2"));
      case 5 -> tag("t1").and(tag("t2")).and(tag("t3"));
      case 6 -> anyOf(tag("t1"), tag("t2")).and(anyOf(tag("t3"), one));
      case 7 -> one.and(EventFilter.stream("s0"));
      default -> one;
    };
  }

  private void assertReads(StorageHandle store, String where) {
    List<EventRecord> all = Samples.readAll(store);
    assertTrue(all.size() > 1_000, where + ": " + all.size());
    for (int i = 0; i < 300; i++) {
      String stream = random.nextBoolean() ? null : stream();
      long head = store.head(stream).last();
      long after = random.nextBoolean() ? 0 : random.nextLong(head + 2);
      long upTo = random.nextBoolean() ? Long.MAX_VALUE : random.nextLong(head + 2);
      assertReads(
          store,
          all,
          new PageRequest(
              stream,
              after,
              upTo,
              random.nextBoolean(),
              filter(),
              random.nextInt(3) == 0 ? 1_000 : 1 + random.nextInt(5),
              random.nextInt(3) == 0 ? 30 : Long.MAX_VALUE),
          where);
    }
  }

  private static long place(@Nullable String stream, EventRecord event) {
    return stream == null ? event.position() : event.version();
  }

  private static void assertReads(
      StorageHandle store, List<EventRecord> all, PageRequest request, String where) {
    String stream = request.stream();
    Predicate<EventRecord> matches = RecordFilter.of(request.filter());
    List<EventRecord> wanted = new ArrayList<>(all.stream()
        .filter(event -> stream == null || event.streamId().equals(stream))
        .filter(event -> place(stream, event) > request.after())
        .filter(event -> place(stream, event) <= request.upTo())
        .filter(matches)
        .toList());
    if (request.backwards()) {
      Collections.reverse(wanted);
    }
    List<EventRecord> found = new ArrayList<>();
    PageRequest next = request;
    Page page = store.read(next);
    for (; page.more(); page = store.read(next)) {
      found.addAll(page.records());
      long at = page.scannedTo();
      assertTrue(
          next.backwards() ? at <= next.upTo() : at > next.after(), where + ": stays at " + at);
      next = new PageRequest(
          stream,
          next.backwards() ? next.after() : at,
          next.backwards() ? at - 1 : next.upTo(),
          next.backwards(),
          next.filter(),
          next.maxEvents(),
          next.maxBytes());
    }
    found.addAll(page.records());
    assertEquals(wanted, found, where + ": " + request);
    if (!request.backwards()) {
      long head = store.head(stream).last();
      assertEquals(Math.min(head, request.upTo()), page.scannedTo(), where + ": " + request);
    }
  }

  @Test
  void pagesAreRightInEachKindOfOpening() throws IOException {
    try (StorageHandle store = Samples.open(directory, SEGMENTS)) {
      append(store, 80);
      assertReads(store, "the writer");
      try (StorageHandle follower = Samples.open(directory, "mode", "read")) {
        assertReads(follower, "a follower");
        append(store, 20);
        assertReads(follower, "a follower after appends");
      }
    }
    try (StorageHandle store = Samples.open(directory, SEGMENTS)) {
      assertReads(store, "opened by the index files");
      append(store, 20);
      assertReads(store, "opened and appended to");
    }
    removeIndexes();
    try (StorageHandle follower = Samples.open(directory, "mode", "read")) {
      assertReads(follower, "a follower without index files");
    }
    try (StorageHandle store = Samples.open(directory, SEGMENTS)) {
      assertReads(store, "opened without the index files");
    }
    damage("00000003.jsonl");
    try (StorageHandle rest = Samples.open(directory, "mode", "read", "damage", "skip")) {
      assertTrue(rest.head(null).count() < rest.head(null).last(), "nothing is damaged");
      assertReads(rest, "what damage left");
    }
    Files.delete(directory.resolve("00000002.jsonl"));
    try (StorageHandle rest = Samples.open(directory, "mode", "read", "damage", "skip")) {
      assertReads(rest, "what a lost segment left");
    }
  }

  private void removeIndexes() throws IOException {
    try (var files = Files.list(directory)) {
      for (Path file : files.filter(name -> name.toString().endsWith(".index")).toList()) {
        Files.delete(file);
      }
    }
  }

  private void damage(String name) throws IOException {
    byte[] content = Files.readAllBytes(directory.resolve(name));
    for (int i = 0; i < 5; i++) {
      content[200 + random.nextInt(content.length - 200)] ^= 1;
    }
    Files.write(directory.resolve(name), content);
  }

  @Test
  void indexFileOfAnotherVersionIsMadeAgain() throws IOException {
    try (StorageHandle store = Samples.open(directory)) {
      append(store, 80);
    }
    Path file = directory.resolve("00000001.index");
    byte[] whole = Files.readAllBytes(file);
    byte[] old = whole.clone();
    old[11] = 1;
    java.nio.ByteBuffer.wrap(old).putInt(old.length - 4, Crc.of(old, 0, old.length - 4));
    Files.write(file, old);
    try (StorageHandle store = Samples.open(directory)) {
      assertReads(store, "beside an index file of version 1");
    }
    org.junit.jupiter.api.Assertions.assertArrayEquals(whole, Files.readAllBytes(file));
  }

  @Test
  void tagsThatAreNotInOrderAreRefusedAndNothingIsWritten() {
    try (StorageHandle store = Samples.open(directory)) {
      for (String[] tags : new String[][] {{"b", "a"}, {"a", "a"}, {""}}) {
        assertThrows(
            IllegalArgumentException.class,
            () -> Samples.append(store, "s", Samples.tagged("x", tags)));
      }
      Samples.append(store, "s", Samples.tagged("x", "a", "b"));
      assertEquals(1, Samples.readAll(store, null, tag("a")).size());
      assertEquals(1, Samples.readAll(store).size());
    }
  }

  /** An opening that does not read the log finds no damage in its lines, and knows their tags. */
  @Test
  void tagsAreInTheIndexFile() throws IOException {
    try (StorageHandle store = Samples.open(directory)) {
      Samples.append(store, "s", Samples.tagged("1", "x"));
      Samples.append(store, "s", Samples.tagged("2".repeat(10_000), "y"));
      Samples.append(store, "s", Samples.tagged("3", "x"));
    }
    Path log = directory.resolve("00000001.jsonl");
    byte[] content = Files.readAllBytes(log);
    content[content.length / 2] ^= 1;
    Files.write(log, content);
    try (StorageHandle store = Samples.open(directory)) {
      List<EventRecord> found = Samples.readAll(store, null, tag("x"));
      assertEquals(List.of(1L, 3L), found.stream().map(EventRecord::position).toList());
      assertEquals(found, Samples.readAll(store, "s", tag("x")), "of the stream");
      assertEquals(List.of(), Samples.readAll(store, null, tag("z")));
    }
  }
}
