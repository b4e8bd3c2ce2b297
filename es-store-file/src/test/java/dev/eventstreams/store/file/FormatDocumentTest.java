package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import dev.eventstreams.spi.StorageHandle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code writes and reads exactly the format that docs/file-format.md shows. */
final class FormatDocumentTest {

  private static final long STORE = 2_718_281_828_459_045_235L;
  private static final long TIME = 1_764_015_880_123_456L;

  private static final List<EventRecord> EVENTS = List.of(
      event(
          "user-123", 1, 1, "ClaimFiled", "req-77", true, "{\"region\":\"EMEA\"}", "{\"EUR\":120}"),
      event(
          "audit", 1, 2, "Noted", "01KAVSPZV7Q0M2W3N4P5R6S7T8", false, "{}", "a claim by user-123"),
      new EventRecord(
          "user-123",
          2,
          3,
          TIME + 2_500_000,
          "PhotoAdded",
          "req-78",
          true,
          List.of("claim:7", "photo"),
          "{\"bytes\":4}",
          Bytes.of(new byte[] {(byte) 0xff, (byte) 0xd8, 0, 1}),
          0));

  @TempDir
  Path folder;

  private static EventRecord event(
      String stream,
      long version,
      long position,
      String type,
      String id,
      boolean keyed,
      String metadata,
      String data) {
    return new EventRecord(
        stream, version, position, TIME, type, id, keyed, List.of(), metadata, Bytes.utf8(data), 0);
  }

  private static String document() throws IOException {
    Path here = Path.of("").toAbsolutePath();
    while (!Files.exists(here.resolve("docs/file-format.md"))) {
      here = java.util.Objects.requireNonNull(here.getParent(), "no docs/file-format.md above");
    }
    return Files.readString(here.resolve("docs/file-format.md"));
  }

  private static String block(String language) throws IOException {
    Matcher block =
        Pattern.compile("```" + language + "\n(.*?)```", Pattern.DOTALL).matcher(document());
    assertTrue(block.find(), "no block of " + language);
    return block.group(1);
  }

  private static String written() {
    return text(new SegmentHeader(1, STORE, 1, 1).line())
        + group(EVENTS.subList(0, 2))
        + group(EVENTS.subList(2, 3));
  }

  private static String group(List<EventRecord> events) {
    LineBuffer buffer = new LineBuffer();
    EventLine line = new EventLine(buffer);
    events.forEach(line::write);
    byte[] lines = Arrays.copyOf(buffer.bytes, buffer.length);
    GroupHeader header = new GroupHeader(
        events.get(0).position(), events.size(), lines.length, Crc.of(lines, 0, lines.length));
    return text(header.line()) + text(lines);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void codeWritesTheExample() throws IOException {
    assertEquals(written(), block("jsonl"));
  }

  @Test
  void exampleIsAStoreThatOpensAndTakesAppends() throws IOException {
    Path store = Files.createDirectory(folder.resolve("example"));
    Files.writeString(store.resolve("00000001.jsonl"), block("jsonl"));
    try (StorageHandle open = Samples.open(store)) {
      assertEquals(EVENTS, Samples.readAll(open));
      Samples.append(open, "audit", Samples.event("T", "{}", "x"));
      assertEquals(2, open.head("audit").last());
    }
  }

  @Test
  void documentStatesTheRightLengths() throws IOException {
    assertTrue(document().contains("its first line, " + SegmentHeader.LENGTH + " bytes"));
    assertTrue(document().contains("committed together, " + GroupHeader.LENGTH + " bytes"));
  }

  @Test
  void everyFieldOfTheExampleIsDescribed() throws IOException {
    Matcher names = Pattern.compile("[{,]\"([a-z0-9]+)\":")
        .matcher(block("jsonl").replaceAll("\"metadata\":\\{[^}]*}", "\"metadata\":{}"));
    List<String> missing = new ArrayList<>();
    while (names.find()) {
      if (!names.group(1).equals("EUR") && !document().contains("`" + names.group(1) + "`")) {
        missing.add(names.group(1));
      }
    }
    assertEquals(List.of(), missing);
  }

  @Test
  void pythonProgramChecksStoresThatTheCodeWrote() throws Exception {
    Path store = folder.resolve("store");
    try (StorageHandle open = Samples.open(store, "segment", "4096")) {
      for (int i = 0; i < 60; i++) {
        Samples.append(
            open,
            "s" + i % 3,
            Samples.event("é\"", "{\"crc\":\"x\"}", "\n\",\"crc\":\""),
            Samples.tagged("x", "é\"", "é\"]"),
            Samples.keyed("k" + i, (byte) i));
      }
    }
    Path program = Files.writeString(folder.resolve("check.py"), block("python"));
    assertEquals("180", python(program, store));
    Path log = store.resolve("00000002.jsonl");
    byte[] content = Files.readAllBytes(log);
    content[content.length / 2] ^= 1;
    Files.write(log, content);
    assertTrue(python(program, store).contains("AssertionError"), "damage is noticed");
  }

  private static String python(Path program, Path store) throws Exception {
    Process process = new ProcessBuilder("python3", program.toString(), store.toString())
        .redirectErrorStream(true)
        .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int unused = process.waitFor();
    return output.strip();
  }
}
