package dev.eventstreams.tck;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.eventstreams.spi.Capability;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TagFilter;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs the whole kit in one call: every chapter that the capabilities of the backend require.
 *
 * <pre>{@code
 * final class MyStoreTest {
 *   @TestFactory
 *   Stream<DynamicNode> keepsTheContract() {
 *     return Kit.run("mine:target/tck/{n}").tests();
 *   }
 * }
 * }</pre>
 *
 * <p>To pick single tests by name, nest the chapters in a class instead: see {@link BackendKit}.
 */
public final class Kit {

  private Kit() {}

  /**
   * Runs the kit, except tests that only a {@link BackendKit} can run: tests tagged {@code soak},
   * which take minutes each; {@link FaultTck}, which needs the location of the files of a store;
   * and {@link StoredFormTck}, which changes the stored form.
   *
   * @param url the URL of the stores; {@code {n}} in it is replaced by a new number for each store
   * @throws IllegalArgumentException if there is no {@code {n}} in the URL
   */
  public static Report run(String url) {
    return run(url, chapter -> {});
  }

  /** Runs the kit, and passes on the name of each chapter before the chapter begins. */
  static synchronized Report run(String url, Consumer<String> progress) {
    if (!url.contains("{n}")) {
      throw new IllegalArgumentException(
          "the URL has no {n}, so that every store would be the same");
    }
    Set<Capability> declared = Providers.capabilities(Chapters.fresh(url));
    List<Class<? extends StoreTck>> chapters = new ArrayList<>(Chapters.forAll());
    Map<Capability, Set<String>> declined = new LinkedHashMap<>();
    Chapters.byCapability().forEach((capability, ofCapability) -> {
      if (declared.contains(capability)) {
        chapters.addAll(ofCapability);
      } else {
        declined.put(capability, rulesOf(ofCapability));
      }
    });
    Listener listener = new Listener(progress);
    Chapters.template = url;
    LauncherFactory.create(LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .build())
        .execute(request(chapters), listener);
    return new Report(listener.results, declined);
  }

  private static LauncherDiscoveryRequest request(List<Class<? extends StoreTck>> chapters) {
    return LauncherDiscoveryRequestBuilder.request()
        .selectors(chapters.stream().map(chapter -> selectClass(chapter)).toList())
        .filters(EngineFilter.includeEngines("junit-jupiter"), TagFilter.excludeTags("soak"))
        .configurationParameter("junit.jupiter.execution.parallel.enabled", "false")
        .build();
  }

  private static Set<String> rulesOf(List<Class<? extends StoreTck>> chapters) {
    Set<String> rules = new TreeSet<>();
    chapters.stream()
        .flatMap(chapter -> Arrays.stream(chapter.getSuperclass().getDeclaredMethods()))
        .filter(
            test -> test.isAnnotationPresent(Rule.class) && !test.isAnnotationPresent(Tag.class))
        .forEach(test -> rules.addAll(List.of(NamesRule.rules(test))));
    return rules;
  }

  /** Keeps the result of each test. The launcher calls it on one thread. */
  private static final class Listener implements TestExecutionListener {

    private final List<Report.Result> results = new ArrayList<>();
    private final Consumer<String> progress;

    Listener(Consumer<String> progress) {
      this.progress = progress;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
      if (test.getSource().orElse(null) instanceof ClassSource chapter) {
        progress.accept(chapter.getJavaClass().getSuperclass().getSimpleName());
      }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      boolean passed = result.getStatus() == TestExecutionResult.Status.SUCCESSFUL;
      String failure = passed ? null : result.getThrowable().map(Kit::said).orElse("no message");
      if (test.getSource().orElse(null) instanceof MethodSource source) {
        Method method = source.getJavaMethod();
        results.add(new Report.Result(
            method.getDeclaringClass().getSimpleName(),
            method.getName(),
            List.of(NamesRule.rules(method)),
            failure));
      } else if (!passed) {
        results.add(new Report.Result("Kit", test.getDisplayName(), List.of("the kit"), failure));
      }
    }
  }

  private static String said(Throwable failure) {
    return failure instanceof AssertionError
        ? String.valueOf(failure.getMessage())
        : failure.toString();
  }
}
