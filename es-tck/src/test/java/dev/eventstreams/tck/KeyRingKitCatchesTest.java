package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.eventstreams.KeyRing;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The kit catches every key ring that breaks a rule, by a test of that rule, and reports no other
 * rule as broken.
 */
@Tag("breakages")
final class KeyRingKitCatchesTest {

  private static volatile Function<NaiveRing.Disk, KeyRing> opening = NaiveRing::new;

  /** The kit on the ring that {@code opening} opens. Only this test runs it. */
  static final class OnNaiveRing extends KeyRingTck {
    @Override
    protected Callable<KeyRing> emptyRing() {
      NaiveRing.Disk disk = new NaiveRing.Disk();
      return () -> opening.apply(disk);
    }
  }

  static List<RingBreakages.Breakage> breakages() {
    return RingBreakages.all();
  }

  @Test
  void acceptsASoundRing() {
    opening = NaiveRing::new;
    assertEquals(Map.of(), KitRun.of(OnNaiveRing.class).failed());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void catches(RingBreakages.Breakage breakage) {
    opening = breakage.opening();
    Set<String> tests = KitRun.testsOf(OnNaiveRing.class, breakage.rule());
    Breakages.assertCaught(
        breakage.toString(),
        breakage.rule(),
        tests,
        KitRun.of(OnNaiveRing.class).failed(),
        breakage.alsoFailing());
  }
}
