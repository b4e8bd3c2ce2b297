package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Contract, kit and broken backends speak of the same rules. */
final class RulesTest {

  private static final Pattern HEADING = Pattern.compile("(?m)^### ([A-Z]\\d+) — ");

  /** The chapters of the kit. */
  static final List<Class<? extends StoreTck>> CHAPTERS = List.of(AppendTck.class);

  @Test
  void everyRuleHasATestAndEveryTestARule() throws IOException {
    assertEquals(contract(), tested(), "the contract's rules, and those that tests name");
  }

  @Test
  void everyRuleHasABrokenBackend() {
    Set<String> broken =
        KitCatchesTest.breakages().stream().map(Breakage::rule).collect(toSortedSet());

    assertEquals(tested(), broken, "the rules that tests name, and those that are broken");
  }

  @Test
  void everyTestNamesItsRule() {
    List<String> without = CHAPTERS.stream()
        .flatMap(chapter -> Stream.of(chapter.getDeclaredMethods()))
        .filter(test -> test.isAnnotationPresent(Test.class))
        .filter(test -> !test.isAnnotationPresent(Rule.class))
        .map(Method::toString)
        .toList();

    assertEquals(List.of(), without, "tests without a rule");
  }

  private static Set<String> contract() throws IOException {
    Matcher headings = HEADING.matcher(Files.readString(Path.of("..", "docs", "contract.md")));
    return headings.results().map(result -> result.group(1)).collect(toSortedSet());
  }

  private static Set<String> tested() {
    return CHAPTERS.stream()
        .flatMap(chapter -> Stream.of(chapter.getDeclaredMethods()))
        .filter(test -> test.isAnnotationPresent(Rule.class))
        .flatMap(test -> Stream.of(NamesRule.rules(test)))
        .collect(toSortedSet());
  }

  private static <T> java.util.stream.Collector<T, ?, Set<T>> toSortedSet() {
    return Collectors.toCollection(TreeSet::new);
  }
}
