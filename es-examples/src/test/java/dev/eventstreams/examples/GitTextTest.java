package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class GitTextTest {

  @Test
  void leavesUtf8AsItIs() {
    String text = "B\u00f6b \ud83e\udd8a";

    assertEquals(text, GitText.of(text.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void escapesEveryByteThatIsNotUtf8() {
    byte[] bytes = {'a', (byte) 0xe9, 'b', (byte) 0xf0, (byte) 0x9f, (byte) 0xa6};

    assertEquals("a\\xE9b\\xF0\\x9F\\xA6", GitText.of(bytes));
  }

  @Test
  void escapesControlCharacters() {
    assertEquals("a\\x09b\\x0A\\x7F", GitText.of("a\tb\n\u007f".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void takesPartOfTheBytes() {
    assertEquals("bc", GitText.of("abcd".getBytes(StandardCharsets.UTF_8), 1, 3));
  }
}
