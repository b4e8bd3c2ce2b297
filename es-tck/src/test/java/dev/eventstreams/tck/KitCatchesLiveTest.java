package dev.eventstreams.tck;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit catches every backend that breaks a rule of watches, of calls at once, of processes or of opening again, as {@link KitCatchesTest} does. */
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
