package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CanonicalJsonTest {

  @Test
  void sortsKeysAndLeavesOutWhiteSpace() {
    Map<String, @Nullable Object> value = new LinkedHashMap<>();
    value.put("b", Arrays.asList(1L, null, true));
    value.put("a", Map.of("z", "x", "y", 0.5));
    assertEquals("{\"a\":{\"y\":0.5,\"z\":\"x\"},\"b\":[1,null,true]}", CanonicalJson.write(value));
    assertEquals("{}", CanonicalJson.write(Map.of()));
  }

  @Test
  void escapesOnlyTheRequiredCharacters() {
    assertEquals(
        "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\u007f\u2028é😀\"",
        CanonicalJson.write("\"\\/\b\f\n\r\t\u0001\u001f\u007f\u2028é😀"));
  }

  // Double.toString of the first four numbers differs between JDKs before and since 19
  // (JDK-4511638).
  @ParameterizedTest
  @CsvSource({
    "2.0E-3, 0.002",
    "2.2250738585072014E-308, 2.2250738585072014E-308",
    "2.0E23, 2E+23",
    "1.0E23, 1E+23",
    "4.9E-324, 4.94065645841247E-324",
    "0.1, 0.1",
    "1.7976931348623157E308, 1.7976931348623157E+308",
    "9.223372036854775807E18, 9223372036854775808",
    "-0.30000000000000004, -0.30000000000000004",
    "123456.789, 123456.789"
  })
  void writesDigitsThatReadBack(double number, String text) {
    assertEquals(number, Double.parseDouble(text));
    assertEquals(number, Double.parseDouble(CanonicalJson.write(number)));
  }

  @Test
  void readsEveryDoubleBackExactly() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      double number = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(number) && number != Math.rint(number)) {
        assertEquals(
            number,
            CanonicalJson.read("{\"n\":" + CanonicalJson.write(number) + "}").get("n"));
      }
    }
  }

  @Test
  void writesDoublesIndependentlyOfTheJdk() {
    assertEquals("0.002", CanonicalJson.write(2.0E-3));
    assertEquals("2E+23", CanonicalJson.write(Double.parseDouble("2E23")));
    assertEquals("1E+23", CanonicalJson.write(Double.parseDouble("1E23")));
    assertEquals("0.30000000000000004", CanonicalJson.write(0.1 + 0.2));
    assertEquals("1E-7", CanonicalJson.write(1.0E-7));
  }

  @Test
  void readsItsOwnTexts() {
    Map<String, @Nullable Object> value = new HashMap<>();
    value.put(
        "",
        Arrays.asList(
            Long.MAX_VALUE, Long.MIN_VALUE, 0x1p63, 1e300, null, false, List.of(), Map.of()));
    value.put("a\"b\\c\n😀", Map.of("k", "v\u0001"));
    assertEquals(value, CanonicalJson.read(CanonicalJson.write(value)));
  }

  // A database with its own JSON type may write a number in another way.
  @ParameterizedTest
  @CsvSource({
    "1.0, 1",
    "-2.5e1, -25",
    "1E3, 1000",
    "-9223372036854775808, -9223372036854775808",
    "-9.223372036854775808E18, -9223372036854775808",
    "9.223372036854774784E18, 9223372036854774784"
  })
  void readsAWholeNumberThatFitsAsALong(String text, long number) {
    assertEquals(Map.of("n", number), CanonicalJson.read("{\"n\":" + text + "}"));
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775808, 9.223372036854775807E18",
    "9.223372036854775808E18, 9.223372036854775807E18",
    "-9223372036854777856, -9.223372036854777856E18",
    "1.5, 1.5"
  })
  void readsOtherNumbersAsADouble(String text, double number) {
    assertEquals(Map.of("n", number), CanonicalJson.read("{\"n\":" + text + "}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "1", "{", "{}{}", "{\"a\":}", "{a:1}"})
  void refusesTextsThatAreNoObjects(String json) {
    assertThrows(IllegalArgumentException.class, () -> CanonicalJson.read(json));
  }

  @Test
  void failureShowsNothingOfTheText() {
    for (String json : List.of(
        "{\"a\":secret}", "{\"a\":12secret}", "{\"secret\":\"secret\u001b\"}", "{secret:1}")) {
      Throwable failure =
          assertThrows(IllegalArgumentException.class, () -> CanonicalJson.read(json));
      for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
        assertFalse(String.valueOf(at.getMessage()).contains("secret"), at.toString());
      }
    }
  }

  @Test
  void readsVeryLongKeys() {
    Map<String, @Nullable Object> value = Map.of("k".repeat(65_000), 1L);
    assertEquals(value, CanonicalJson.read(CanonicalJson.write(value)));
  }

  @Test
  void readsKeysThatCollideInTheParsersSymbolTable() {
    Map<String, @Nullable Object> value = new HashMap<>();
    for (int i = 0; i < 1 << 10; i++) {
      StringBuilder key = new StringBuilder();
      for (int bit = 0; bit < 10; bit++) {
        key.append((i >> bit & 1) == 0 ? "aB" : "b!"); // 33 * 'a' + 'B' == 33 * 'b' + '!'
      }
      value.put(key.toString(), 1L);
    }
    assertEquals(value, CanonicalJson.read(CanonicalJson.write(value)));
  }
}
