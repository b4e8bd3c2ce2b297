package dev.eventstreams.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class PictureTextTest {

  @Test
  void escapesMarkupAndReplacesWhatXmlCannotHold() {
    assertEquals(
        "&lt;b&gt; &amp;amp; &quot;x&quot; ]]&gt; \ufffd\ufffd\ufffd \ud83e\udd8a",
        PictureText.xml("<b> &amp; \"x\" ]]> \0\ud83e\uffff \ud83e\udd8a"));
  }

  @Test
  void shortensOnlyWhatDoesNotFit() {
    assertEquals("short", PictureText.fitting("short", 10));
    assertEquals("mmmmm\u2026", PictureText.fitting("m".repeat(40), 5));
    assertEquals("iiiiiiiiiiii\u2026", PictureText.fitting("i".repeat(40), 5));
  }

  @Test
  void cutsNoCharacterInHalf() {
    assertEquals(
        "\ud83e\udd8a\ud83e\udd8a\u2026", PictureText.fitting("\ud83e\udd8a".repeat(40), 3.5));
    assertEquals("\u2026", PictureText.fitting("\ud83e\udd8a".repeat(40), 1));
  }
}
