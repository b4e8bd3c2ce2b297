package dev.eventstreams.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The contract, the kit, and the broken backends and key rings name the same rules. */
final class RulesTest {

  @Test
  void everyRuleHasATestAndEveryTestARuleOfTheContract() {
    assertEquals(
        new TreeSet<>(Contract.rules().keySet()),
        tested(),
        "the contract's rules, and those that tests name");
  }

  @Test
  void everyRuleHasABrokenBackendOrKeyRing() {
    Set<String> broken = Stream.concat(
            Breakages.all().stream().map(Breakage::rule),
            RingBreakages.all().stream().map(RingBreakages.Breakage::rule))
        .collect(toSortedSet());

    assertEquals(tested(), broken, "the rules that tests name, and those that are broken");
  }

  @Test
  void everyTestNamesItsRule() {
    List<String> without = methods()
        .filter(test -> test.isAnnotationPresent(Test.class))
        .filter(test -> !test.isAnnotationPresent(Rule.class))
        .map(Method::toString)
        .toList();

    assertEquals(List.of(), without, "tests without a rule");
  }

  @Test
  void everyChapterIsRun() throws IOException {
    Path classes = Path.of("target", "classes", "dev", "eventstreams", "tck");
    try (Stream<Path> files = Files.list(classes)) {
      Set<String> written = files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith("Tck.class") && !file.equals("StoreTck.class"))
          .map(file -> file.replace(".class", ""))
          .collect(toSortedSet());
      Set<String> run = chapters().stream()
          .map(chapter -> chapter.getSuperclass().getSimpleName())
          .collect(toSortedSet());
      run.add(KeyRingTck.class.getSimpleName()); // by the test class of each key ring

      assertEquals(written, run, "the chapters that there are, and those that are run");
    }
  }

  private static Set<String> tested() {
    return methods()
        .filter(test -> test.isAnnotationPresent(Rule.class))
        .flatMap(test -> Stream.of(NamesRule.rules(test)))
        .collect(toSortedSet());
  }

  private static Stream<Method> methods() {
    return Stream.concat(chapters().stream().map(Class::getSuperclass), Stream.of(KeyRingTck.class))
        .flatMap(chapter -> Stream.of(chapter.getDeclaredMethods()));
  }

  private static Collection<Class<? extends StoreTck>> chapters() {
    List<Class<? extends StoreTck>> chapters = new ArrayList<>(Chapters.forAll());
    chapters.addAll(Chapters.leftToClasses());
    Chapters.byCapability().values().forEach(chapters::addAll);
    return chapters;
  }

  private static <T> Collector<T, ?, Set<T>> toSortedSet() {
    return Collectors.toCollection(TreeSet::new);
  }
}
