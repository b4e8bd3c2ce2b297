package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MainTest {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @Test
  void printsALineForEachRuleAndDeclinedCapability() {
    assertEquals(0, run("memory:main-{n}"), this::printed);

    Contract.rulesOfBackends()
        .forEach((rule, name) -> assertTrue(
            printed().lines().anyMatch(line -> line.startsWith(rule + " ") && line.endsWith(name)),
            () -> "no line for " + rule + ":\n" + printed()));
    assertTrue(printed().contains("declined: the backend does not declare DURABLE"), this::printed);
    assertTrue(printed().contains("The contract holds: "), this::printed);
    assertFalse(printed().contains("untested"), this::printed);
  }

  @Test
  void printsItsUsageWithoutAUrlOrANumberInTheUrl() {
    assertEquals(2, run());
    assertEquals(2, run("memory:always-the-same"));
    assertTrue(printed().contains("Usage: ./es tck"), this::printed);
  }

  @Test
  void printsWhyNoStoreCanBeOpened() {
    assertEquals(2, run("unheard-of:{n}"));
    assertTrue(printed().contains("unheard-of"), this::printed);
    assertEquals(2, run("memory:{n}?unknown=option"));
    assertTrue(printed().contains("unknown option"), this::printed);
  }

  @Test
  void createsTheDirectoryOfTheStores(@TempDir Path directory) {
    assertEquals(2, run("unheard-of:" + directory + "/a/b/{n}.db"));
    assertTrue(Files.isDirectory(directory.resolve("a/b")));
  }

  @Test
  void printsEveryFailureOfARule() {
    Report report = new Report(
        List.of(
            new Report.Result("AppendTck", "one", List.of("A1"), null),
            new Report.Result("AppendTck", "two", List.of("A3", "A4"), "A3 first\nof two lines"),
            new Report.Result("ReadTck", "three", List.of("A3"), "A3 second")),
        Map.of());

    assertFalse(report.holds());
    List<String> lines = report.toString().lines().map(String::strip).toList();
    assertTrue(lines.contains("A1   ok       " + Contract.rules().get("A1")), report.toString());
    assertTrue(lines.contains("A3   FAILED   " + Contract.rules().get("A3")), report.toString());
    assertTrue(
        lines.containsAll(List.of("A3 first", "of two lines", "A3 second")), report.toString());
    assertEquals(
        "The contract does not hold. Rules that failed: 2; tests that failed: 2, that passed: 1.",
        lines.get(lines.size() - 1));
    assertEquals(
        List.of("AppendTck", "ReadTck"),
        report.tests().map(DynamicNode::getDisplayName).toList());
  }

  private int run(String... arguments) {
    return Main.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }
}
