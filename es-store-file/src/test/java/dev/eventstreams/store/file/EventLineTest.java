package dev.eventstreams.store.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.eventstreams.Bytes;
import dev.eventstreams.spi.EventRecord;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every event is a line of JSON that says what another reader of JSON understands, and that comes back as it was. */
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
    assertEquals(json.readTree(event.metadata()), read.get("metadata"));
    return event;
  }

  private static EventRecord event(String stream, String id, Bytes data, int format) {
    return new EventRecord(
        stream, 2, 3, 1_764_015_880_123_456L, "T", id, true, "{\"a\":\"}\"}", data, format);
  }

  @Test
  void whateverIsInAnEventComesBackAndIsJson() throws Exception {
    for (int i = 0; i < 20_000; i++) {
      check(new EventRecord(
          "s" + text(60, 4),
          1 + random.nextInt(1_000_000),
          1 + random.nextInt(Integer.MAX_VALUE),
          random.nextLong() / (1 + random.nextInt(1_000)),
          "t" + text(60, 7).replaceAll("\\p{Cntrl}", ""),
          "i" + text(60, 7).replaceAll("\\p{Cntrl}", ""),
          random.nextBoolean(),
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

  private String shown() {
    return new String(buffer.bytes, 0, buffer.length, StandardCharsets.UTF_8);
  }
}
