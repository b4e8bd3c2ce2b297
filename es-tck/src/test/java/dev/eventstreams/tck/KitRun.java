package dev.eventstreams.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.MethodSelector;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * The results of a chapter on a broken backend.
 *
 * @param passed the names of the tests that passed
 * @param failed the names of the tests that failed, with their messages
 */
record KitRun(Set<String> passed, Map<String, String> failed) {

  // Tests that must fail wait this long without success, some of them several times.
  private static final Duration PATIENCE_WITH_BROKEN = Duration.ofSeconds(2);

  private static final Duration PATIENCE_WITH_OTHERS = Duration.ofSeconds(4);

  /** Runs the chapter of the breakage on the broken backend. Only one run is active at a time. */
  static synchronized KitRun of(Breakage breakage) {
    BrokenProvider.breakage = breakage;
    Chapters.template = breakage.url();
    KitRun run = new KitRun(new TreeSet<>(), new TreeMap<>());
    Duration patience = StoreTck.usualPatience;
    try {
      if (!breakage.rule().isEmpty()) {
        StoreTck.usualPatience = PATIENCE_WITH_BROKEN;
        run.add(breakage.chapter(), test -> proves(test, breakage.rule()));
        StoreTck.usualPatience = PATIENCE_WITH_OTHERS;
      }
      run.add(breakage.chapter(), test -> !proves(test, breakage.rule()));
    } finally {
      StoreTck.usualPatience = patience;
    }
    return run;
  }

  /** Runs all tests of a class. */
  static KitRun of(Class<?> tests) {
    KitRun run = new KitRun(new TreeSet<>(), new TreeMap<>());
    run.add(tests, any -> true);
    return run;
  }

  private void add(Class<?> chapter, Predicate<Method> which) {
    EngineTestKit.engine("junit-jupiter")
        .selectors(tests(chapter, which))
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
  }

  // Tests with a tag take minutes, and prove no more about the kit than the other tests.
  private static List<MethodSelector> tests(Class<?> chapter, Predicate<Method> which) {
    return methods(chapter)
        .filter(method -> method.isAnnotationPresent(Test.class))
        .filter(method -> !method.isAnnotationPresent(Tag.class))
        .filter(which)
        .map(method -> selectMethod(chapter, method))
        .toList();
  }

  /** Returns the tests of a chapter that prove a rule. */
  static Set<String> testsOf(Class<?> chapter, String rule) {
    return methods(chapter)
        .filter(test -> proves(test, rule))
        .map(Method::getName)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean proves(Method test, String rule) {
    return Arrays.asList(NamesRule.rules(test)).contains(rule);
  }

  private static Stream<Method> methods(Class<?> chapter) {
    List<Method> methods = new ArrayList<>();
    for (Class<?> c = chapter; c != null; c = c.getSuperclass()) {
      methods.addAll(Arrays.asList(c.getDeclaredMethods()));
    }
    return methods.stream();
  }

  private static String testName(Event event) {
    return ((MethodSource) event.getTestDescriptor().getSource().orElseThrow()).getMethodName();
  }
}
