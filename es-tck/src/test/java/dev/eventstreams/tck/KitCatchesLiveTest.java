package dev.eventstreams.tck;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kit catches every backend that breaks a rule on watches, concurrent calls, processes or
 * reopening, as {@link KitCatchesTest} does for data.
 */
@Tag("breakages")
final class KitCatchesLiveTest {

  static List<Breakage> breakages() {
    return Breakages.ofProcesses();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void catches(Breakage breakage) {
    Breakages.assertCaught(breakage);
  }
}
