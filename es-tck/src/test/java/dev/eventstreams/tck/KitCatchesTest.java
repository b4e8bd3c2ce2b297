package dev.eventstreams.tck;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kit catches every backend that breaks a rule on data, by a test of that rule, and reports no
 * other rule as broken.
 */
@Tag("breakages")
final class KitCatchesTest {

  static List<Breakage> breakages() {
    return Breakages.ofData();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void catches(Breakage breakage) {
    Breakages.assertCaught(breakage);
  }
}
