package dev.eventstreams.core.adapter;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

final class WhereTest {

  private static final Where A = new Where("a = ?", 1);
  private static final Where B = new Where("b = ?", 2);

  @Test
  void allOfNoConditionsHoldsAndAnyOfNoConditionsDoesNot() {
    assertEquals(Where.always(), Where.all(List.of()));
    assertEquals(Where.never(), Where.any(List.of()));
  }

  @Test
  void oneConditionIsReturnedUnchanged() {
    assertEquals(A, Where.all(List.of(A)));
    assertEquals(A, Where.any(List.of(A)));
  }

  @Test
  void argumentsHaveTheOrderOfTheirPlaceholders() {
    Where all = Where.all(List.of(A, B, A));
    assertEquals(List.of(1, 2, 1), all.arguments());
    assertEquals(3, all.sql().split("[ab] = \\?", -1).length - 1);
  }
}
