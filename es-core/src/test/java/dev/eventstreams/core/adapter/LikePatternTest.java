package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LikePatternTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "abc, abc, true",
        "abc, ABC, false",
        "a%, a, true",
        "%, ``, true",
        "_, ``, false",
        "_, 😀, true",
        "__, 😀, false",
        "a%c, abcbc, true",
        "a%b%c, aXbYbZc, true",
        "%a%a%, bab, false",
        "a\\%b, a%b, true",
        "a\\%b, axb, false",
        "a\\_b, axb, false",
        "a\\\\b, a\\b, true",
        "\\a, a, true",
        "a\\, a\\, true",
        "😀%, 😀x, true"
      })
  void matchesAsTheContractSpecifies(String pattern, String text, boolean expected) {
    assertEquals(expected, new LikePattern(pattern).matches(text));
  }

  @Test
  void matchesALineBreakLikeAnyOtherCodePoint() {
    assertEquals(true, new LikePattern("a_%").matches("a\n\n"));
  }

  @Test
  void returnsThePrefixOfEveryMatch() {
    assertEquals("user-", new LikePattern("user-%").prefix());
    assertEquals("a%b", new LikePattern("a\\%b_").prefix());
    assertEquals("a\u0000b", new LikePattern("a\u0000b%").prefix());
    assertEquals("", new LikePattern("%x").prefix());
    assertEquals("all", new LikePattern("all").prefix());
  }

  @Test
  void staysFastOnPatternsThatForceBacktracking() {
    String text = "a".repeat(255);
    assertEquals(false, new LikePattern("%a".repeat(250) + "%b").matches(text));
  }
}
