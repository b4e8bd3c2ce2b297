package dev.eventstreams;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.eventstreams.spi.LazyMetadata;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CandidateEventTest {

  private static final CandidateEvent EVENT = CandidateEvent.of("T", "data");

  @Test
  void convertsEveryKindOfMetadataValueToItsOneForm() {
    Map<String, @Nullable Object> given = new HashMap<>();
    given.put("int", 5);
    given.put("whole", 5.0);
    given.put("minusZero", -0.0);
    given.put("half", 0.5f);
    given.put("big", 0x1p63);
    given.put("none", null);
    given.put("list", Arrays.asList(1, null, List.of("x")));
    Map<String, @Nullable Object> kept = EVENT.withMetadata(given).metadata();
    assertEquals(5L, kept.get("int"));
    assertEquals(5L, kept.get("whole"));
    assertEquals(0L, kept.get("minusZero"));
    assertEquals(0.5, kept.get("half"));
    assertEquals(0x1p63, kept.get("big"));
    assertTrue(kept.containsKey("none"));
    assertEquals(Arrays.asList(1L, null, List.of("x")), kept.get("list"));
  }

  static Stream<Object> foreignValues() {
    return Stream.of(
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Float.NEGATIVE_INFINITY,
        BigDecimal.ONE,
        BigInteger.TEN,
        Instant.EPOCH,
        'c',
        new int[] {1},
        new Object(),
        Map.of(1, "x"),
        "NUL \0",
        "\ud800",
        Map.of("k\0", 1));
  }

  @ParameterizedTest
  @MethodSource("foreignValues")
  void refusesWhatJsonCannotKeepWhenTheEventIsMade(Object value) {
    assertThrows(IllegalArgumentException.class, () -> EVENT.withMetadata("key", value));
    assertThrows(
        IllegalArgumentException.class,
        () -> EVENT.withMetadata("key", List.of(Map.of("inner", value))));
  }

  @Test
  void nestsThirtyTwoLevelsAndNoMore() {
    Object nested = 1;
    for (int level = 2; level <= 32; level++) {
      nested = Map.of("k", nested);
    }
    Object deepest = nested;
    assertEquals(
        Map.of("k", deepest).toString(),
        EVENT.withMetadata("k", deepest).metadata().toString());
    assertThrows(
        IllegalArgumentException.class, () -> EVENT.withMetadata("k", Map.of("k", deepest)));
  }

  @Test
  void refusesMetadataThatContainsItself() {
    List<Object> loop = new ArrayList<>();
    loop.add(loop);
    assertThrows(IllegalArgumentException.class, () -> EVENT.withMetadata("k", loop));
  }

  @Test
  void laterChangesOfItsArgumentsDoNotChangeTheEvent() {
    byte[] data = {1, 2, 3};
    Map<String, Object> inner = new HashMap<>(Map.of("k", 1));
    CandidateEvent event = CandidateEvent.of("T", data).withMetadata("inner", inner);
    data[0] = 9;
    inner.put("k", 2);
    event.data().toArray()[1] = 9;
    assertEquals(Bytes.of(new byte[] {1, 2, 3}), event.data());
    assertEquals(Map.of("inner", Map.of("k", 1L)), event.metadata());
    assertThrows(UnsupportedOperationException.class, () -> event.metadata().put("x", 1));
  }

  @Test
  void equalsByValueAndNeverShowsItsData() {
    CandidateEvent event =
        CandidateEvent.of("T", "secret").withMetadata("n", 1).withIdempotencyKey("k");
    assertEquals(
        CandidateEvent.of("T", "secret").withMetadata("n", 1L).withIdempotencyKey("k"), event);
    assertEquals(
        CandidateEvent.of("T", "secret")
            .withMetadata("n", 1.0)
            .withIdempotencyKey("k")
            .hashCode(),
        event.hashCode());
    assertNotEquals(
        CandidateEvent.of("T", "Secret").withMetadata("n", 1).withIdempotencyKey("k"), event);
    assertFalse(event.toString().contains("secret"), event.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "a\0", "\u0085", "\ud83d", "\ude00x"})
  void refusesTypesAndKeysThatBreakTheRuleForNames(String name) {
    assertThrows(IllegalArgumentException.class, () -> CandidateEvent.of(name));
    assertThrows(IllegalArgumentException.class, () -> EVENT.withIdempotencyKey(name));
  }

  @Test
  void countsTheLengthOfANameInCodePoints() {
    String longest = "😀".repeat(255);
    assertEquals(longest, CandidateEvent.of(longest).type());
    String message = String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> CandidateEvent.of(longest + "x"))
            .getMessage());
    assertTrue(message.contains("256") && message.contains("255"), message);
  }

  @Test
  void refusesTextThatUtf8CannotHold() {
    assertThrows(IllegalArgumentException.class, () -> CandidateEvent.of("T", "\ud800"));
  }

  @Test
  void refusedMetadataIsNamedByItsPath() {
    Map<String, Object> nested = Map.of("list", List.of(1, Map.of("when", Instant.EPOCH)));
    String message = String.valueOf(assertThrows(
            IllegalArgumentException.class,
            () -> CandidateEvent.of("T").withMetadata("a\nb", nested))
        .getMessage());
    assertTrue(
        message.startsWith(
            "\"a\\u000ab\": \"list\": [1]: \"when\": metadata cannot hold a java.time.Instant;"),
        message);
  }

  @Test
  void lazyMetadataIsCheckedAndCopiedLikeAnyOtherMap() {
    Map<String, Object> hostile = Map.of("when", Instant.EPOCH);
    assertThrows(
        IllegalArgumentException.class, () -> CandidateEvent.of("T").withMetadata(lazy(hostile)));
    Map<String, Object> mutable = new HashMap<>(Map.of("n", 1L));
    CandidateEvent event = CandidateEvent.of("T").withMetadata(lazy(mutable));
    mutable.put("n", 2L);
    assertEquals(Map.of("n", 1L), event.metadata());
  }

  private static LazyMetadata lazy(Map<String, Object> parsed) {
    return new LazyMetadata("{}", json -> new HashMap<>(parsed));
  }
}
