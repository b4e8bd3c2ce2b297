package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.CandidateEvent;
import dev.eventstreams.DecryptionException;
import dev.eventstreams.EventStore;
import dev.eventstreams.EventStream;
import dev.eventstreams.ExpectedVersion;
import dev.eventstreams.StorageException;
import dev.eventstreams.StoredEvent;
import dev.eventstreams.core.Encryption;
import dev.eventstreams.core.EventStores;
import dev.eventstreams.core.StreamFile;
import dev.eventstreams.spi.AppendRequest;
import dev.eventstreams.spi.NewEvent;
import dev.eventstreams.spi.StorageHandle;
import dev.eventstreams.spi.StorageOptions;
import dev.eventstreams.spi.StoreUrl;
import dev.eventstreams.spi.StreamWrite;
import dev.eventstreams.store.memory.MemoryProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stream is exported from one store into a file, and imported unchanged into another store. */
final class StreamFileTest {

  @TempDir
  Path folder;

  private EventStore open(String backend, String name) {
    return EventStores.open(
        StoreUrl.of(backend, folder.resolve(name).toString()).toString());
  }

  private static void fill(EventStream stream) {
    stream.append(
        CandidateEvent.of("Text", "é \"quoted\" \n\t\\ \uD83D\uDE00")
            .withMetadata(Map.of("n", 1L, "d", 1.5, "list", List.of("x", true), "o", Map.of())),
        CandidateEvent.of("Binary", new byte[] {0, -1, 127, 10}),
        CandidateEvent.of("Nothing"));
    stream.append(CandidateEvent.of("Keyed \"type\"", "x").withIdempotencyKey("key \\ 1"));
    for (int i = 0; i < 2_500; i++) {
      var unused = stream.appendAsync(CandidateEvent.of("Many", "number " + i));
    }
    stream.append(CandidateEvent.of("Last"));
  }

  // Everything except position and time, which the other store assigns.
  private static List<Object> content(EventStream stream) {
    List<Object> content = new ArrayList<>();
    for (StoredEvent event : stream.read()) {
      content.add(List.of(
          event.version(), event.id(), event.type(), event.data(), Map.copyOf(event.metadata())));
    }
    return content;
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite", "file"})
  void everyEventIsImportedUnchangedAndOnlyOnce(String backend) {
    Path file = folder.resolve("stream.jsonl");
    try (EventStore from = open("memory", "from");
        EventStore to = open(backend, "to")) {
      fill(from.stream("a"));
      to.stream("other").append(CandidateEvent.of("T"));
      assertEquals(2_505, StreamFile.write(from.stream("a"), file));
      assertEquals(2_505, StreamFile.read(file, to.stream("b")));
      assertEquals(content(from.stream("a")), content(to.stream("b")));
      long head = to.head();
      assertEquals(0, StreamFile.read(file, to.stream("b")));
      assertEquals(head, to.head());

      Path again = folder.resolve("again.jsonl");
      StreamFile.write(to.stream("b"), again);
      StreamFile.read(again, from.stream("c"));
      assertEquals(content(from.stream("a")), content(from.stream("c")));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "sqlite", "file"})
  void importThatWasCutOffContinues(String backend) throws Exception {
    Path file = folder.resolve("stream.jsonl");
    try (EventStore store = open(backend, "store")) {
      fill(store.stream("a"));
      StreamFile.write(store.stream("a"), file);
      List<String> lines = Files.readAllLines(file);
      Path part = Files.write(folder.resolve("part.jsonl"), lines.subList(0, 1_234));
      assertEquals(1_234, StreamFile.read(part, store.stream("b")));
      assertEquals(2_505 - 1_234, StreamFile.read(file, store.stream("b")));
      assertEquals(content(store.stream("a")), content(store.stream("b")));
    }
  }

  private void assertRefused(EventStream stream, List<String> lines, String... says)
      throws Exception {
    Path file = Files.write(folder.resolve("wrong.jsonl"), lines);
    long before = stream.version();
    String message = String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> StreamFile.read(file, stream))
            .getMessage());
    Arrays.stream(says).forEach(part -> assertTrue(message.contains(part), message));
    assertEquals(before, stream.version(), "events of a refused import");
  }

  @Test
  void invalidLineIsRefusedWithItsNumber() throws Exception {
    String good = "{\"type\":\"T\",\"id\":\"1\",\"data\":\"x\"}";
    try (EventStore store = open("memory", "store")) {
      EventStream stream = store.stream("s");
      assertRefused(stream, List.of(good, "no JSON"), "line 2", "not a JSON object");
      assertRefused(stream, List.of(good, ""), "line 2");
      assertRefused(stream, List.of(good.replace("\"id\"", "\"ID\"")), "line 1", "\"id\"");
      assertRefused(stream, List.of(good.replace("data", "base64")), "line 1", "base64");
      assertRefused(stream, List.of("{\"type\":\"T\",\"id\":\"1\"}"), "line 1", "data");
      assertRefused(stream, List.of(good.replace("}", ",\"metadata\":[1]}")), "line 1", "metadata");
      assertRefused(
          stream, List.of(good.replace("}", ",\"crc\":\"00000000\"}")), "line 1", "checksum");
      assertRefused(
          stream,
          List.of(good.replace("\"data\":\"x\"", "\"redacted\":true")),
          "line 1",
          "redacted");
      Path file =
          Files.writeString(folder.resolve("latin1"), good + "é", StandardCharsets.ISO_8859_1);
      assertThrows(IllegalArgumentException.class, () -> StreamFile.read(file, stream));
      assertThrows(
          StorageException.class, () -> StreamFile.read(folder.resolve("missing"), stream));
      assertThrows(
          StorageException.class, () -> StreamFile.write(stream, folder.resolve("no/such/file")));
    }
  }

  @Test
  void everyChangedCharacterOfALineIsRefused() throws Exception {
    Path file = folder.resolve("stream.jsonl");
    try (EventStore store = open("memory", "store")) {
      store.stream("a").append(CandidateEvent.of("T", "data").withMetadata("k", "v"));
      StreamFile.write(store.stream("a"), file);
      String line = Files.readString(file).strip();
      for (int i = 0; i < line.indexOf(",\"crc\""); i++) {
        char other = line.charAt(i) == 'x' ? 'y' : 'x';
        assertRefused(
            store.stream("b"),
            List.of(line.substring(0, i) + other + line.substring(i + 1)),
            "line 1");
      }
    }
  }

  @Test
  void streamWithOtherEventsIsRefused() throws Exception {
    String first = "{\"type\":\"T\",\"id\":\"1\",\"data\":\"x\"}";
    String second = first.replace("\"1\"", "\"2\"");
    try (EventStore store = open("memory", "store")) {
      EventStream stream = store.stream("s");
      StreamFile.read(Files.write(folder.resolve("two"), List.of(first, second)), stream);
      assertRefused(stream, List.of(second, first), "line 1", "version 1", "\"s\"");
      assertRefused(stream, List.of(first, second.replace("x", "y")), "line 2", "version 2");
      assertRefused(stream, List.of(first), "version 2", "where the file ends");
    }
  }

  @Test
  void commandsReportTheirResults() throws Exception {
    Path file = folder.resolve("stream.jsonl");
    String url = StoreUrl.of("memory", folder.resolve("store").toString()).unmasked();
    try (EventStore store = open("memory", "store")) {
      store.stream("a").append(CandidateEvent.of("T"), CandidateEvent.of("T"));
      assertEquals("2 events written to " + file, StreamFiles.exported(url, "a", file.toString()));
      assertEquals(
          "2 events added to \"b\", which has 2", StreamFiles.imported(url, "b", file.toString()));
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void exportedFileIsPrivateEvenIfItReplacesAPublicFile() throws Exception {
    Path old = Files.createFile(
        folder.resolve("old"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    try (EventStore store = open("memory", "store")) {
      store.stream("a").append(CandidateEvent.of("T", "secret"));
      for (Path file : List.of(old, folder.resolve("new"))) {
        assertEquals(1, StreamFile.write(store.stream("a"), file));
        assertEquals(
            "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
      }
    }
  }

  @Test
  void exportThatFailsInTheMiddleLeavesNothingAndKeepsTheOldFile() throws Exception {
    Path file = Files.writeString(folder.resolve("out"), "old");
    byte[] key = new byte[32];
    String url = StoreUrl.of("memory", folder.resolve("store").toString()).unmasked();
    try (EventStore sealed = EventStores.open(url, Encryption.withKey(key))) {
      List<CandidateEvent> many = new ArrayList<>();
      for (int i = 0; i < 5_000; i++) {
        many.add(CandidateEvent.of("T", "diagnosis " + i));
      }
      sealed.stream("a").append(ExpectedVersion.any(), many);
      try (StorageHandle planted =
          new MemoryProvider().open(StoreUrl.parse(url), new StorageOptions(Clock.systemUTC()))) {
        var unused = planted.append(List.of(new AppendRequest(
            List.of(new StreamWrite(
                "a",
                ExpectedVersion.any(),
                List.of(new NewEvent(
                    "T", "planted", true, List.of(), "{}", Bytes.utf8("garbage"), 1)))),
            List.of())));
      }
      assertThrows(DecryptionException.class, () -> StreamFile.write(sealed.stream("a"), file));
    }
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("out"), names());
  }

  @Test
  void linksDirectoriesDevicesAndEmptyStreamsReplaceNothing() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), victim);
    Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("missing"));
    Path directory = Files.createDirectory(folder.resolve("directory"));
    try (EventStore store = open("memory", "store")) {
      EventStream stream = store.stream("a");
      stream.append(CandidateEvent.of("T", "secret"));
      for (Path place : List.of(link, dangling, directory, Path.of("/dev/null"))) {
        assertThrows(StorageException.class, () -> StreamFile.write(stream, place));
      }
      assertThrows(
          IllegalArgumentException.class, () -> StreamFile.write(store.stream("none"), victim));
    }
    assertEquals("precious", Files.readString(victim));
    assertTrue(Files.isSymbolicLink(link) && Files.isSymbolicLink(dangling));
    assertEquals(List.of("dangling", "directory", "link", "victim"), names());
  }

  @Test
  void interruptEndsAnExportAndLeavesNothing() throws Exception {
    try (EventStore store = open("memory", "store")) {
      store.stream("a").append(CandidateEvent.of("T", "secret"));
      Thread.currentThread().interrupt();
      try {
        assertThrows(
            StorageException.class,
            () -> StreamFile.write(store.stream("a"), folder.resolve("out")));
      } finally {
        assertTrue(Thread.interrupted());
      }
    }
    assertEquals(List.of(), names());
  }

  @Test
  void streamGoesThroughAnOutputAndAnInput() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (EventStore store = open("memory", "store")) {
      fill(store.stream("a"));
      assertEquals(2_505, StreamFile.write(store.stream("a"), out));
      ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
      assertEquals(2_505, StreamFile.read(in, "the input", store.stream("b")));
      assertEquals(content(store.stream("a")), content(store.stream("b")));
      ByteArrayInputStream wrong = new ByteArrayInputStream(new byte[] {'x', '\n'});
      assertTrue(String.valueOf(assertThrows(
                  IllegalArgumentException.class,
                  () -> StreamFile.read(wrong, "the input", store.stream("c")))
              .getMessage())
          .startsWith("the input, line 1"));
    }
  }
}
