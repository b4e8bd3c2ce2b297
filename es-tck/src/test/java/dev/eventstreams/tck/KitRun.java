package dev.eventstreams.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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
    BrokenKits.breakage = breakage;
    Set<String> passed = new TreeSet<>();
    Map<String, String> failed = new TreeMap<>();
    EngineTestKit.engine("junit-jupiter")
        .selectors(selectClass(breakage.chapter()))
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
    return Arrays.stream(chapter.getSuperclass().getDeclaredMethods())
        .filter(test -> test.isAnnotationPresent(Rule.class))
        .filter(test -> Arrays.asList(test.getAnnotation(Rule.class).value()).contains(rule))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String testName(Event event) {
    return ((MethodSource) event.getTestDescriptor().getSource().orElseThrow()).getMethodName();
  }
}
