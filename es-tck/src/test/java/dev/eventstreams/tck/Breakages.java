package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit catches every broken backend, by a test of the rule that is broken, and blames no other rule. */
@Tag("breakages")
final class KitCatchesTest {

  private static final Map<Class<?>, KitRun> SOUND = new ConcurrentHashMap<>();

  /** Every breakage there is; each chapter has a list. */
  static List<Breakage> breakages() {
    return Stream.of(
            AppendBreakages.all(),
            RefusalBreakages.all(),
            LateDataBreakages.all(),
            ReadBreakages.all(),
            FilterBreakages.all(),
            SnapshotBreakages.all(),
            ValueBreakages.all(),
            EncryptionBreakages.all(),
            NaiveBreakages.all(),
            StoredFormBreakages.all(),
            WatchBreakages.all(),
            LifecycleBreakages.all(),
            ConcurrencyBreakages.all(),
            LinearizabilityBreakages.all(),
            NameBreakages.all(),
            HandleBreakages.all())
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breakages")
  void catches(Breakage breakage) {
    Set<String> tests = KitRun.testsOf(breakage.chapter(), breakage.rule());
    assertFalse(tests.isEmpty(), "no test of the chapter names rule " + breakage.rule());
    assertSound(breakage);

    Map<String, String> caught = new TreeMap<>();
    Map<String, String> others = new TreeMap<>();
    KitRun.of(breakage)
        .failed()
        .forEach((test, said) -> (tests.contains(test) ? caught : others).put(test, said));

    assertFalse(caught.isEmpty(), "none of " + tests + " caught it; failed: " + others);
    caught.forEach((test, said) -> assertTrue(said.contains(breakage.rule()), test + ": " + said));
    others.keySet().removeAll(breakage.alsoFailing());
    assertEquals(Map.of(), others, breakage + " made tests of other rules fail");
  }

  private static void assertSound(Breakage breakage) {
    KitRun sound = SOUND.computeIfAbsent(breakage.chapter(), any -> KitRun.of(breakage.sound()));
    assertEquals(
        Map.of(), sound.failed(), breakage.chapter() + " fails on a backend that is not broken");
  }
}
