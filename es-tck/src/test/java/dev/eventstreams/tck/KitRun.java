package dev.eventstreams.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * A chapter that was run on a broken backend.
 *
 * @param passed the names of the tests that passed
 * @param failed the names of those that did not, with what they said
 */
record KitRun(Set<String> passed, Map<String, String> failed) {

  /** Runs the breakage's chapter on it. One run at a time. */
  static synchronized KitRun of(Breakage breakage) {
    BrokenProvider.breakage = breakage;
    Chapters.template = "broken:{n}";
    Duration patience = StoreTck.usualPatience;
    StoreTck.usualPatience = Duration.ofSeconds(2);
    try {
      return run(breakage.chapter());
    } finally {
      StoreTck.usualPatience = patience;
    }
  }

  private static KitRun run(Class<?> chapter) {
    Set<String> passed = new TreeSet<>();
    Map<String, String> failed = new TreeMap<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(chapter))
        .execute()
        .testEvents()
        .finished()
        .list()
        .forEach(event -> {
          TestExecutionResult result = event.getRequiredPayload(TestExecutionResult.class);
          if (result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
            passed.add(testName(event));
          } else {
            failed.put(
                testName(event),
                result.getThrowable().map(Throwable::getMessage).orElse("no message"));
          }
        });
    return new KitRun(passed, failed);
  }

  /** Returns the tests of a chapter that prove a rule. */
  static Set<String> testsOf(Class<?> chapter, String rule) {
    Set<String> tests = new TreeSet<>();
    for (Class<?> c = chapter; c != null; c = c.getSuperclass()) {
      Arrays.stream(c.getDeclaredMethods())
          .filter(test -> Arrays.asList(NamesRule.rules(test)).contains(rule))
          .forEach(test -> tests.add(test.getName()));
    }
    return tests;
  }

  private static String testName(Event event) {
    return ((MethodSource) event.getTestDescriptor().getSource().orElseThrow()).getMethodName();
  }
}
