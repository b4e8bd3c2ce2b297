package dev.eventstreams.store.memory;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Named;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/**
 * Runs the reactive-streams compatibility kit, which is written for TestNG, from JUnit tests.
 *
 * <p>A test class uses {@link #rules()} as the source of a parameterized test, and passes each rule
 * to {@link #verify}. The list contains only the kit's required rules. A rule that the kit would
 * skip fails. A class that extends {@link FlowPublisherVerification} must not be called {@code
 * …Test}, or Surefire runs it as well.
 */
final class FlowTck {
  private FlowTck() {}

  /** Returns the kit's required rules, with the names that the kit gives them. */
  static List<Named<Method>> rules() {
    return Arrays.stream(FlowPublisherVerification.class.getMethods())
        .filter(method -> method.getName().matches("(required|stochastic)_.*"))
        .sorted(Comparator.comparing(Method::getName))
        .map(method -> Named.of(method.getName(), method))
        .toList();
  }

  /** Checks one rule on the publishers of a new {@code verification}. */
  static void verify(FlowPublisherVerification<?> verification, Method rule) throws Throwable {
    verification.setUp();
    try {
      rule.invoke(verification);
    } catch (InvocationTargetException failed) {
      throw failed.getCause();
    }
  }
}
