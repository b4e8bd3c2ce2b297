package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.StorageException;
import dev.eventstreams.spi.Capability;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StoreUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The possible contents of the path, and the result of an opening for each. */
final class OpeningTest {

  @TempDir
  Path folder;

  private Path directory() {
    return folder.resolve("events");
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "with space", "a?mode=read", "100%41", "ünï-日本-😀", "x#1"})
  void keepsEventsInExactlyTheDirectoryThatThePathNames(String name) throws IOException {
    Path directory = folder.resolve(name);
    for (int round = 1; round <= 2; round++) {
      try (StorageHandle store = Samples.open(directory)) {
        Samples.append(store, "s", Samples.event("T", "{}", "x"));
        assertEquals(round, Samples.readAll(store).size());
        assertEquals(directory.toRealPath().toString(), store.location());
      }
    }
    assertTrue(Files.exists(directory.resolve("00000001.jsonl")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mode=append", "mode=READ", "damage=skip", "damage=report", "mode=read&damage=ignore",
        "segment=4095", "segment=1073741825", "segment=64M", "segment=-1", "segment=99999999999",
        "fsync=off"
      })
  void wrongOptionIsRefusedBeforeAnythingIsMade(String option) {
    StoreUrl url = StoreUrl.parse(Samples.url(directory()) + "?" + option);
    assertThrows(
        IllegalArgumentException.class,
        () -> new FileStorageProvider()
            .open(url, new dev.eventstreams.spi.StorageOptions(java.time.Clock.systemUTC())));
    assertTrue(Files.notExists(directory()));
  }

  @Test
  void urlWithoutADirectoryIsRefused() {
    var refused = assertThrows(
        IllegalArgumentException.class, () -> FileSettings.of(StoreUrl.parse("file:")));
    Samples.assertSays(refused, "names no directory");
  }

  @Test
  void missingParentIsNamedAndNotMade() {
    var failure = assertThrows(
        StorageException.class, () -> Samples.open(folder.resolve("missing").resolve("events")));
    Samples.assertSays(failure, folder.resolve("missing").toString(), "is not there");
    assertTrue(Files.notExists(folder.resolve("missing")));
  }

  @Test
  void fileInPlaceOfTheDirectoryIsRefused() throws IOException {
    Files.writeString(directory(), "text");
    Samples.assertSays(
        assertThrows(StorageException.class, () -> Samples.open(directory())),
        directory().toString());
    assertEquals("text", Files.readString(directory()));
  }

  @Test
  void failureNamesTheFileOnceAndThenTheReason() throws IOException {
    for (String name : List.of("lock", "head", "00000001.jsonl")) {
      Path directory = folder.resolve("with-" + name);
      Samples.open(directory).close();
      Path file = directory.resolve(name);
      Files.delete(file);
      Files.createDirectories(file.resolve("in place of the file"));
      var failure = assertThrows(StorageException.class, () -> Samples.open(directory));
      String message = String.valueOf(failure.getMessage());
      assertEquals(message.indexOf(file.toString()), message.lastIndexOf(file.toString()), message);
      assertTrue(message.matches(".*" + name + ": [^/:]+"), message);
    }
  }

  @Test
  void messagesContainNoControlCharacters() throws IOException {
    Path file = Files.writeString(folder.resolve("\u001b[2Ja\nb"), "in place of a directory");
    for (Path path : List.of(file, file.resolve("events"))) {
      var failure = assertThrows(StorageException.class, () -> Samples.open(path));
      Samples.assertSays(failure, "\\u001b[2Ja\\u000ab");
      assertTrue(String.valueOf(failure.getMessage()).chars().noneMatch(Character::isISOControl));
    }
  }

  @Test
  void directoryWithOtherFilesIsRefusedAndNotChanged() throws IOException {
    Files.createDirectory(directory());
    Files.writeString(directory().resolve("photo.jpg"), "text");
    Samples.assertSays(
        assertThrows(StorageException.class, () -> Samples.open(directory())), "photo.jpg");
    assertTrue(Files.notExists(directory().resolve("00000001.jsonl")));
  }

  @Test
  void newerFormatIsRefused() throws IOException {
    Samples.open(directory()).close();
    byte[] header = new SegmentHeader(2, 1, 1, 1).line();
    Files.write(directory().resolve("00000001.jsonl"), header);
    Samples.assertSays(
        assertThrows(StorageException.class, () -> Samples.open(directory())),
        "version 2",
        "use a newer one");
  }

  private List<EventRecord> manySegments() {
    try (StorageHandle store = Samples.open(directory(), "segment", "4096")) {
      for (int i = 0; i < 100; i++) {
        Samples.append(
            store,
            "s" + i % 5,
            Samples.tagged("x" + i, "five:" + i % 5, "of:" + i),
            Samples.keyed("k" + i));
      }
      return Samples.readAll(store);
    }
  }

  @Test
  void missingSegmentIsDamage() throws IOException {
    List<EventRecord> events = manySegments();
    Files.delete(directory().resolve("00000002.jsonl"));
    Samples.assertSays(
        assertThrows(StorageException.class, () -> Samples.open(directory())),
        "damaged",
        "segment 2 is missing");
    try (StorageHandle rest = Samples.open(directory(), "mode", "read", "damage", "skip")) {
      List<EventRecord> left = Samples.readAll(rest);
      assertTrue(left.size() > 100 && left.size() < events.size(), left.size() + " left");
      assertTrue(events.containsAll(left));
      assertEquals(events.size(), rest.head(null).last(), "the head");
    }
  }

  @Test
  void segmentOfAnotherStoreIsDamage() throws IOException {
    List<EventRecord> unused = manySegments();
    Path other = folder.resolve("other");
    Samples.copy(directory(), other);
    Samples.delete(directory());
    List<EventRecord> again = manySegments();
    assertEquals(200, again.size());
    Files.copy(
        other.resolve("00000003.jsonl"),
        directory().resolve("00000003.jsonl"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    Samples.assertSays(
        assertThrows(StorageException.class, () -> Samples.open(directory())),
        "segment 3",
        "another store");
  }

  @Test
  void deletedIndexFilesAreMadeAgainAndChangeNothing() throws IOException {
    List<EventRecord> events = manySegments();
    byte[] index = Files.readAllBytes(directory().resolve("00000002.index"));
    try (var files = Files.list(directory())) {
      for (Path file : files.filter(name -> name.toString().endsWith(".index")).toList()) {
        Files.delete(file);
      }
    }
    try (StorageHandle store = Samples.open(directory(), "segment", "4096")) {
      assertEquals(events, Samples.readAll(store));
      var repeat = store.append(List.of(Samples.request("s3", Samples.keyed("k3"))));
      assertEquals(0, repeat.written().size(), "a known key is known");
    }
    org.junit.jupiter.api.Assertions.assertArrayEquals(
        index, Files.readAllBytes(directory().resolve("00000002.index")));
  }

  @Test
  void unfinishedFilesOfAnEarlierProcessAreRemoved() throws IOException {
    Samples.open(directory()).close();
    Files.writeString(directory().resolve("00000001.index.tmp"), "half");
    Files.writeString(directory().resolve("settled").resolve("x.json.tmp"), "half");
    Samples.open(directory()).close();
    assertTrue(Files.notExists(directory().resolve("00000001.index.tmp")));
    assertTrue(Files.notExists(directory().resolve("settled").resolve("x.json.tmp")));
  }

  @Test
  void openingThatEndedBeforeTheLogExistedIsDoneAgain() throws IOException {
    Files.createDirectory(directory());
    Files.writeString(directory().resolve("00000001.0123456789abcdef.tmp"), "{\"es\":");
    Files.writeString(directory().resolve("lock"), "4711\n");
    try (StorageHandle store = Samples.open(directory())) {
      Samples.append(store, "s", Samples.event("T", "{}", "x"));
    }
    try (StorageHandle store = Samples.open(directory())) {
      assertEquals(1, Samples.readAll(store).size());
    }
    assertTrue(Files.notExists(directory().resolve("00000001.0123456789abcdef.tmp")));
  }

  @Test
  void segmentWithoutEventsIsBegunAgain() throws IOException {
    List<EventRecord> events = manySegments();
    int next = new java.io.File(directory().toString())
            .list((folder, name) -> name.endsWith(".jsonl"))
            .length
        + 1;
    // Like a segment that was given up: its first position belongs to an earlier event by now.
    byte[] header = new SegmentHeader(1, 4711, next, 7).line();
    Files.write(directory().resolve(String.format(Locale.ROOT, "%08d.jsonl", next)), header);
    try (StorageHandle store = Samples.open(directory(), "segment", "4096")) {
      assertEquals(events, Samples.readAll(store));
      for (int i = 0; i < 20; i++) {
        Samples.append(store, "s", Samples.event("T", "{}", "x".repeat(1_000)));
      }
    }
    try (StorageHandle store = Samples.open(directory(), "segment", "4096")) {
      assertEquals(events.size() + 20, Samples.readAll(store).size());
    }
  }

  private static Object identity(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  /**
   * After a failed fsync, another fsync proves nothing. So bytes that may be only in the cache are
   * written again.
   */
  @Test
  void endOfTheLogIsWrittenAgainUnlessTheLastWriterClosedCleanly() throws IOException {
    Path killed = folder.resolve("killed");
    try (StorageHandle store = Samples.open(directory())) {
      Samples.append(store, "s", Samples.event("T", "{}", "x"));
      byte[] unused = store.putIfAbsent("name", new byte[] {7});
      Samples.copy(directory(), killed);
    }
    Path log = Path.of("00000001.jsonl");
    Path value =
        directory().relativize(Folders.list(directory().resolve("settled")).get(0));
    for (Path file : List.of(log, value)) {
      Object before = identity(directory().resolve(file));
      Samples.open(directory()).close();
      assertEquals(before, identity(directory().resolve(file)), "closed cleanly: " + file);
    }
    Object logBefore = identity(killed.resolve(log));
    Object valueBefore = identity(killed.resolve(value));
    FaultyDisk disk = new FaultyDisk(() -> new IOException("Input/output error"));
    disk.before(call -> {
      if (call.equals("sync")) {
        disk.fail(1, 1);
      }
    });
    FileSettings settings = FileSettings.of(Samples.url(killed));
    // While these files are open, no other file gets their inode numbers.
    try (var openLog = new java.io.FileInputStream(killed.resolve(log).toFile());
        var openValue = new java.io.FileInputStream(killed.resolve(value).toFile())) {
      assertThrows(
          StorageException.class, () -> FileHandle.open(settings, Clock.systemUTC(), disk));
      try (StorageHandle store = Samples.open(killed)) {
        assertEquals(1, Samples.readAll(store).size());
        assertEquals(7, store.putIfAbsent("name", new byte[] {9})[0]);
      }
      assertTrue(openLog.available() > 0 && openValue.available() > 0);
    }
    assertNotEquals(logBefore, identity(killed.resolve(log)));
    assertNotEquals(valueBefore, identity(killed.resolve(value)));
  }

  @Test
  void openingsThatWriteAreDurableAndThoseThatReadAreNot() {
    assertEquals(
        Set.of(Capability.DURABLE, Capability.SURVIVES_RESTART),
        new FileStorageProvider().capabilities(Samples.url(directory())));
    assertEquals(
        Set.of(Capability.SURVIVES_RESTART),
        new FileStorageProvider().capabilities(Samples.url(directory()).with("mode", "read")));
  }
}
