package dev.eventstreams.tck;

import dev.eventstreams.spi.Capability;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a run of the {@link Kit} found. {@link #toString()} says it in a line for each rule.
 *
 * @param passed how many tests of each rule passed
 * @param failures what the tests of each rule that did not pass said
 * @param declined the rules, or parts of rules, that hold only with a capability that the backend does not declare
 */
public record Report(
    Map<String, Integer> passed,
    Map<String, List<String>> failures,
    Map<Capability, Set<String>> declined) {

  /** Copies. */
  public Report {
    passed = Map.copyOf(passed);
    failures = Map.copyOf(failures);
    declined = Collections.unmodifiableMap(declined);
  }

  /** Returns whether every rule that was tried holds. */
  public boolean holds() {
    return failures.isEmpty() && !passed.isEmpty();
  }

  /**
   * Returns normally if every rule that was tried holds.
   *
   * @throws AssertionError if one does not; its message is {@link #toString()}
   */
  public void verify() {
    if (!holds()) {
      throw new AssertionError(toString());
    }
  }

  /** Returns a line for each rule of the contract, one for each capability that is declined, and a last one. */
  @Override
  public String toString() {
    Map<String, String> rules = Contract.rules();
    List<String> lines = new ArrayList<>();
    rules.forEach((rule, name) ->
        lines.add(String.format("%-4s %-8s %s", rule, verdict(rule), name) + said(rule)));
    failures.keySet().stream()
        .filter(rule -> !rules.containsKey(rule))
        .forEach(rule -> lines.add(rule + " FAILED" + said(rule)));
    declined.forEach((capability, missed) ->
        lines.add("declined: the backend does not declare " + capability + " " + missed));
    lines.add(summary());
    return String.join(System.lineSeparator(), lines);
  }

  private String verdict(String rule) {
    if (failures.containsKey(rule)) {
      return "FAILED";
    }
    return passed.containsKey(rule) ? "ok" : isDeclined(rule) ? "declined" : "untested";
  }

  private boolean isDeclined(String rule) {
    return declined.values().stream().anyMatch(rules -> rules.contains(rule));
  }

  private String said(String rule) {
    StringBuilder said = new StringBuilder();
    for (String failure : failures.getOrDefault(rule, List.of())) {
      said.append(System.lineSeparator())
          .append("       ")
          .append(failure.replace("\n", "\n       "));
    }
    return said.toString();
  }

  private String summary() {
    int failed = failures.values().stream().mapToInt(List::size).sum();
    int ok = passed.values().stream().mapToInt(Integer::intValue).sum();
    return holds()
        ? "The contract holds: " + passed.size() + " rules, " + ok + " tests."
        : "The contract does not hold. Rules that failed: " + failures.size()
            + "; tests that failed: " + failed + ", that passed: " + ok + ".";
  }
}
