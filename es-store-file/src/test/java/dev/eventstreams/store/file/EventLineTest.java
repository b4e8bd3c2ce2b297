package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every event is a line of JSON that another JSON reader understands, and is read back unchanged.
 */
final class EventLineTest {

  private static final String[] ALPHABETS = {
    "abc", "a\"\\/", "{}[]:,", "\t\n\r", "\u0001\u001f\u007f", "é\u2028日", "\uD83D\uDE00"
  };

  private final ObjectMapper json = new ObjectMapper();
  private final LineBuffer buffer = new LineBuffer();
  private final EventLine line = new EventLine(buffer);
  private final EventParser parser = new EventParser();
  private final Random random = new Random(3);

  private String text(int most, int alphabets) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(most + 1); i > 0; i--) {
      String alphabet = ALPHABETS[random.nextInt(alphabets)];
      text.append(alphabet, 0, alphabet.length() == 2 ? 2 : 1 + random.nextInt(alphabet.length()));
    }
    return text.toString();
  }

  private List<String> tags() {
    TreeSet<String> tags = new TreeSet<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      tags.add("t" + text(60, 7).replaceAll("\\p{Cntrl}", ""));
    }
    return List.copyOf(tags);
  }

  private Bytes data() {
    return switch (random.nextInt(4)) {
      case 0 -> Bytes.utf8("x".repeat(random.nextInt(2_000)));
      case 1 -> Bytes.utf8(text(1_000, 4));
      case 2 -> Bytes.utf8(text(1_000, ALPHABETS.length));
      default -> {
        byte[] bytes = new byte[random.nextInt(2_000)];
        random.nextBytes(bytes);
        yield Bytes.of(bytes);
      }
    };
  }

  private EventRecord check(EventRecord event) throws Exception {
    buffer.length = random.nextInt(100);
    int from = buffer.length;
    line.write(event);
    assertEquals(event, parser.read(buffer.bytes, from, buffer.length));
    String text = new String(buffer.bytes, from, buffer.length - from, StandardCharsets.UTF_8);
    assertEquals(text.length() - 1, text.indexOf('\n'), "line breaks in " + text);
    JsonNode read = json.readTree(text);
    assertEquals(event.position(), read.get("position").longValue());
    assertEquals(event.streamId(), read.get("stream").textValue());
    assertEquals(event.type(), read.get("type").textValue());
    assertEquals(event.id(), read.get(event.keyed() ? "key" : "id").textValue());
    Bytes data = read.has("data")
        ? Bytes.utf8(read.get("data").textValue())
        : Bytes.of(Base64.getDecoder().decode(read.get("base64").textValue()));
    assertEquals(event.data(), data);
    List<String> tags = new ArrayList<>();
    read.path("tags").forEach(tag -> tags.add(tag.textValue()));
    assertEquals(event.tags(), tags);
    assertEquals(json.readTree(event.metadata()), read.get("metadata"));
    return event;
  }

  private static EventRecord event(String stream, String id, Bytes data, int format) {
    return new EventRecord(
        stream,
        2,
        3,
        1_764_015_880_123_456L,
        "T",
        id,
        true,
        List.of(),
        "{\"a\":\"}\"}",
        data,
        format);
  }

  @Test
  void everyEventIsReadBackUnchangedAndIsJson() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      check(new EventRecord(
          "s" + text(60, 4),
          1 + random.nextInt(1_000_000),
          1_000_000 + random.nextInt(1 << 30),
          random.nextLong() / (1 + random.nextInt(1_000)),
          "t" + text(60, 7).replaceAll("\\p{Cntrl}", ""),
          "i" + text(60, 7).replaceAll("\\p{Cntrl}", ""),
          random.nextBoolean(),
          tags(),
          json.writeValueAsString(java.util.Map.of(text(9, 7), text(50, 7))),
          data(),
          random.nextInt(3)));
    }
  }

  @Test
  void dataIsTextWhereItIsTextAndElseBase64() throws Exception {
    for (String text : new String[] {"", "a", "{\"a\":\"b\"}", "é\n\t\r", "\u007f", "😀"}) {
      check(event("s", "k", Bytes.utf8(text), 0));
      assertTrue(shown().contains("\"data\":"), shown());
    }
    byte[][] binary = {
      {0},
      {'a', 1},
      {(byte) 0xff},
      {(byte) 0xc0, (byte) 0x80},
      {(byte) 0xed, (byte) 0xa0, (byte) 0x80},
      {'a', (byte) 0xe2, (byte) 0x82}
    };
    for (byte[] bytes : binary) {
      check(event("s", "k", Bytes.of(bytes), 0));
      assertTrue(shown().contains("\"base64\":"), shown());
    }
  }

  @Test
  void formatIsThereIfItIsNotZero() throws Exception {
    check(event("s", "k", Bytes.utf8("x"), 0));
    assertFalse(shown().contains("format"), shown());
    check(event("s", "k", Bytes.utf8("x"), 7));
    assertTrue(shown().contains("\"data\":\"x\",\"format\":7,\"metadata\""), shown());
  }

  @Test
  void tagsAreThereIfThereAreAny() throws Exception {
    check(event("s", "k", Bytes.utf8("\",\"tags\":[\"a\"]"), 0));
    assertFalse(shown().contains(",\"tags\""), shown());
    EventRecord tagged = check(new EventRecord(
        "s", 1, 1, 0, "T", "i", false, List.of("a,b", "é\""), "{}", Bytes.empty(), 7));
    assertEquals(2, tagged.tags().size());
    assertTrue(shown().contains("\"format\":7,\"tags\":[\"a,b\",\"é\\\"\"],\"metadata\""), shown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "[\"a\"",
        "[\"a]",
        "[\"b\",\"a\"]",
        "[\"a\",\"a\"]",
        "[\"\"]",
        "[1]",
        "[a]",
        "[null]",
        "[\"a\",]",
        "[,\"a\"]",
        "[\"a\" ,\"b\"]",
        "[\"a\"]]",
        "[\"a\"],\"tags\":[\"b\"]",
        "{\"a\":1}",
        "\"a\"",
        "[\"a\\",
        "[\"\\",
        "[\"\\u",
        "[\"\\u00",
        "[\"\\x\"]",
        "[\"a\"],\"format\":1",
        "[\"",
        "[",
        "[\"\\u00zz\"]"
      })
  void tagsInAnotherFormAreDamageEvenWithARightChecksum(String tags) {
    String line = "{\"position\":1,\"stream\":\"s\",\"version\":1,"
        + "\"time\":\"2026-11-24T20:24:40.123456Z\",\"type\":\"T\",\"id\":\"i\",\"data\":\"x\",\"tags\":";
    for (String rest : new String[] {",\"metadata\":{}", ""}) {
      byte[] wrong = withChecksum(line + tags + rest);
      assertThrows(BadLineException.class, () -> parser.read(wrong, 0, wrong.length));
    }
  }

  @Test
  void anyChangeOfALineWithTagsIsReadOrIsDamageEvenWithARightChecksum() throws Exception {
    check(new EventRecord(
        "s", 1, 1, 0, "T", "i", false, List.of("a\\b", "é\"", "\uD83D\uDE00"), "{}", data(), 1));
    String whole = shown();
    String line = whole.substring(whole.indexOf('{'), whole.lastIndexOf(",\"crc\""));
    for (int i = 0; i < 20_000; i++) {
      StringBuilder changed = new StringBuilder(line);
      for (int many = random.nextInt(3); many >= 0; many--) {
        int at = random.nextInt(changed.length());
        String with = random.nextBoolean() ? "" : "" + "\"\\[],:u0a".charAt(random.nextInt(9));
        changed.replace(at, at + random.nextInt(2), with);
      }
      byte[] bytes = withChecksum(changed.toString());
      try {
        EventRecord read = parser.read(bytes, 0, bytes.length);
        assertEquals(List.copyOf(new TreeSet<>(read.tags())), read.tags());
      } catch (BadLineException e) {
        assertTrue(e.what().startsWith("a line ") || e.what().startsWith("version "), e.what());
      }
    }
  }

  private static byte[] withChecksum(String line) {
    LineBuffer made = new LineBuffer();
    made.put(Text.utf8(line));
    made.endLine(0, EventLine.CRC);
    return java.util.Arrays.copyOf(made.bytes, made.length);
  }

  @ParameterizedTest
  @CsvSource({
    "18446744073709551617,1,0", // 2^64 + 1
    "9223372036854775808,1,0",
    "1,18446744073709551617,0",
    "1,2,0",
    "1,0,0",
    "1,1,4294967297", // 2^32 + 1
    "1,1,2147483648"
  })
  void numberThatIsTooLargeIsDamageEvenWithARightChecksum(
      String position, String version, String format) throws Exception {
    String line = "{\"position\":%s,\"stream\":\"s\",\"version\":%s,"
        + "\"time\":\"2026-11-24T20:24:40.123456Z\",\"type\":\"T\",\"id\":\"i\",\"data\":\"x\","
        + "\"format\":%s,\"metadata\":{}";
    byte[] right = withChecksum(String.format(Locale.ROOT, line, "1", "1", "2147483647"));
    assertEquals(Integer.MAX_VALUE, parser.read(right, 0, right.length).format());
    byte[] wrong = withChecksum(String.format(Locale.ROOT, line, position, version, format));
    assertThrows(BadLineException.class, () -> parser.read(wrong, 0, wrong.length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99999999999999999999", " 9223372036854775808", "                  -1",
        "                 1 1", "                    ", "                  1x"
      })
  void headerWithAnInvalidNumberDoesNotFit(String store) {
    byte[] line = new SegmentHeader(1, 7, 1, 1).line();
    assertNotNull(SegmentHeader.read(line, 0, line.length));
    String wrong = new String(line, StandardCharsets.US_ASCII)
        .replace("                   7", String.format(Locale.ROOT, "%20s", store));
    int check = wrong.indexOf(",\"check\"");
    byte[] bytes = Text.ascii(wrong);
    Crc.write(Crc.of(bytes, 0, check), bytes, check + ",\"check\":\"".length());
    assertNull(SegmentHeader.read(bytes, 0, bytes.length));
  }

  private String shown() {
    return new String(buffer.bytes, 0, buffer.length, StandardCharsets.UTF_8);
  }
}
