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

/**
 * All breakages, in two lists. Each list has a separate test class, so that two JVMs share the
 * work.
 */
final class Breakages {

  private static final Map<Class<?>, KitRun> SOUND = new ConcurrentHashMap<>();

  private Breakages() {}

  /** Returns the breakages of stored, found and read data, and of refusals. */
  static List<Breakage> ofData() {
    return joined(Stream.of(
        AppendBreakages.all(),
        RefusalBreakages.all(),
        LateDataBreakages.all(),
        ReadBreakages.all(),
        FilterBreakages.all(),
        SnapshotBreakages.all(),
        ValueBreakages.all(),
        EncryptionBreakages.all(),
        StoredFormBreakages.all(),
        NameBreakages.all(),
        TagBreakages.all(),
        HandleBreakages.all()));
  }

  /** Returns the breakages of several threads and processes, one after the other or at once. */
  static List<Breakage> ofProcesses() {
    return joined(Stream.of(
        NaiveBreakages.all(),
        WatchBreakages.all(),
        LifecycleBreakages.all(),
        ConcurrencyBreakages.all(),
        LinearizabilityBreakages.all()));
  }

  static List<Breakage> all() {
    return joined(Stream.of(ofData(), ofProcesses()));
  }

  private static List<Breakage> joined(Stream<List<Breakage>> lists) {
    return lists.flatMap(List::stream).toList();
  }

  /**
   * Asserts that a test of the broken rule fails with a message that names the rule, and that no
   * test of another rule fails, except {@link Breakage#alsoFailing}.
   */
  static void assertCaught(Breakage breakage) {
    Set<String> tests = KitRun.testsOf(breakage.chapter(), breakage.rule());
    assertFalse(tests.isEmpty(), "no test of the chapter names rule " + breakage.rule());
    assertSound(breakage);

    Map<String, String> failed = KitRun.of(breakage).failed();
    assertCaught(breakage.toString(), breakage.rule(), tests, failed, breakage.alsoFailing());
  }

  /**
   * Asserts that one of these tests of the rule failed with a message that names the rule, and that
   * no other test failed, except some.
   */
  static void assertCaught(
      String breakage,
      String rule,
      Set<String> tests,
      Map<String, String> failed,
      Set<String> alsoFailing) {
    Map<String, String> caught = new TreeMap<>();
    Map<String, String> others = new TreeMap<>();
    failed.forEach((test, said) -> (tests.contains(test) ? caught : others).put(test, said));

    assertFalse(caught.isEmpty(), "none of " + tests + " caught it; failed: " + others);
    caught.forEach((test, said) -> assertTrue(said.contains(rule), test + ": " + said));
    others.keySet().removeAll(alsoFailing);
    assertEquals(Map.of(), others, breakage + " made tests of other rules fail");
  }

  private static void assertSound(Breakage breakage) {
    KitRun sound = SOUND.computeIfAbsent(breakage.chapter(), any -> KitRun.of(breakage.sound()));
    assertEquals(
        Map.of(), sound.failed(), breakage.chapter() + " fails on a backend that is not broken");
  }
}
