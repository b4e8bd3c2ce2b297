package dev.eventstreams.tck;

import static java.util.function.Predicate.not;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.eventstreams.spi.Capability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicNode;
import org.opentest4j.AssertionFailedError;

/**
 * The results of a run of the {@link Kit}. {@link #toString()} shows them in a line for each rule.
 *
 * @param results the result of each test
 * @param declined the rules, or parts of rules, that hold only with a capability that the backend
 *     does not declare
 */
public record Report(List<Result> results, Map<Capability, Set<String>> declined) {

  /**
   * The result of a test.
   *
   * @param chapter the class of the test, such as {@code AppendTck}
   * @param test the name of the test
   * @param rules the rules that the test proves
   * @param failure the message of the failure, or null if the test passed
   */
  public record Result(
      String chapter,
      String test,
      List<String> rules,
      @Nullable String failure) {

    /** Returns whether the test passed. */
    public boolean passed() {
      return failure == null;
    }
  }

  /** Copies the results. The map of declined rules is not copied, only made unmodifiable. */
  public Report {
    results = List.copyOf(results);
    declined = Collections.unmodifiableMap(declined);
  }

  /** Returns whether there are results and every test passed. */
  public boolean holds() {
    return !results.isEmpty() && results.stream().allMatch(Result::passed);
  }

  /**
   * Returns normally if the contract {@link #holds}.
   *
   * @throws AssertionError if it does not hold; the message is {@link #toString()}
   */
  public void verify() {
    if (!holds()) {
      throw new AssertionError(toString());
    }
  }

  /** Returns the results, by chapter, as tests that a {@code @TestFactory} may return. */
  public Stream<DynamicNode> tests() {
    return results.stream()
        .map(Result::chapter)
        .distinct()
        .map(chapter -> dynamicContainer(
            chapter,
            results.stream()
                .filter(result -> result.chapter().equals(chapter))
                .map(result -> dynamicTest(
                    String.join(", ", result.rules()) + " " + result.test(), () -> pass(result)))));
  }

  private static void pass(Result result) {
    if (!result.passed()) {
      throw new AssertionFailedError(result.failure());
    }
  }

  /**
   * Returns a line for each rule of backends, with its failures, a line for each declined
   * capability, and a summary line.
   */
  @Override
  public String toString() {
    Map<String, String> rules = Contract.rulesOfBackends();
    List<String> lines = new ArrayList<>();
    rules.forEach((rule, name) -> {
      lines.add(String.format(Locale.ROOT, "%-4s %-8s %s", rule, verdict(rule), name));
      results.stream()
          .filter(result -> result.rules().contains(rule))
          .forEach(result -> addFailure(lines, result));
    });
    results.stream()
        .filter(result -> Collections.disjoint(result.rules(), rules.keySet()))
        .forEach(result -> addFailure(lines, result));
    declined.forEach((capability, missed) ->
        lines.add("declined: the backend does not declare " + capability + " " + missed));
    lines.add(summary());
    return String.join(System.lineSeparator(), lines);
  }

  private static void addFailure(List<String> lines, Result result) {
    String failure = result.failure();
    if (failure != null) {
      failure.lines().forEach(line -> lines.add("       " + line));
    }
  }

  private String verdict(String rule) {
    List<Result> ofRule =
        results.stream().filter(result -> result.rules().contains(rule)).toList();
    if (ofRule.isEmpty()) {
      boolean isDeclined = declined.values().stream().anyMatch(rules -> rules.contains(rule));
      return isDeclined ? "declined" : "untested";
    }
    return ofRule.stream().allMatch(Result::passed) ? "ok" : "FAILED";
  }

  private String summary() {
    long passed = results.stream().filter(Result::passed).count();
    if (holds()) {
      Set<String> kept = new TreeSet<>();
      results.forEach(result -> kept.addAll(result.rules()));
      return "The contract holds: " + kept.size() + " rules, " + passed + " tests.";
    }
    Set<String> broken = new TreeSet<>();
    results.stream().filter(not(Result::passed)).forEach(result -> broken.addAll(result.rules()));
    return "The contract does not hold. Rules that failed: " + broken.size()
        + "; tests that failed: " + (results.size() - passed) + ", that passed: " + passed + ".";
  }
}
